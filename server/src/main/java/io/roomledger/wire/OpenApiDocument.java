package io.roomledger.wire;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** Serves {@code docs/openapi.yaml} as JSON: what can be asked here, and what is answered. */
@RestController
final class OpenApiDocument {
  /** Read when it is first asked for; most servers never are. */
  private static final class Json {
    static final byte[] BYTES = read();

    private static byte[] read() {
      try (InputStream in =
          Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream("/openapi.yaml"))) {
        Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        return new JsonMapper().writeValueAsBytes(document);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @GetMapping("/roomledger/openapi.json")
  void document(HttpServletResponse response) throws IOException {
    response.setContentType(ErrorAdvice.JSON_UTF_8.toString());
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(Json.BYTES.length);
    response.getOutputStream().write(Json.BYTES);
  }
}
