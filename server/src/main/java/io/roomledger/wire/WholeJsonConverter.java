package io.roomledger.wire;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes an answer in one piece and says its length, so that a client of HTTP/1.0, which knows no
 * chunks, can keep its connection.
 */
final class WholeJsonConverter extends JacksonJsonHttpMessageConverter {
  WholeJsonConverter(JsonMapper mapper) {
    super(mapper);
  }

  @Override
  protected void writeInternal(
      Object answer,
      ResolvableType type,
      HttpOutputMessage output,
      @Nullable Map<String, Object> hints)
      throws IOException {
    byte[] bytes = getMapper().writeValueAsBytes(answer);
    output.getHeaders().setContentLength(bytes.length);
    output.getBody().write(bytes);
  }
}
