package io.roomledger.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds every answer that a test gets to {@code docs/openapi.yaml}: its status must be documented,
 * its type, its headers and its body must be as the document has them. When the tests are through,
 * {@code target/openapi-unseen.txt} lists the documented answers that none of them got.
 */
public final class OpenApiContract {
  private static final Path FILE = Path.of("../docs/openapi.yaml");
  private static final Path UNSEEN = Path.of("target/openapi-unseen.txt");
  private static final String DOCUMENT_ID = "https://roomledger.invalid/openapi.json";

  /** The document. */
  public static final JsonNode DOCUMENT = read();

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry -> registry.schemas(Map.of(DOCUMENT_ID, DOCUMENT.toString())));
  private static final Map<String, Schema> KNOWN = new ConcurrentHashMap<>();
  private static final Set<String> SEEN = new ConcurrentSkipListSet<>();

  private static final List<Operation> OPERATIONS =
      DOCUMENT
          .path("paths")
          .propertyStream()
          .flatMap(path ->
              path.getValue()
                  .propertyStream()
                  .map(operation -> Operation.of(path.getKey(), operation)))
          // What is written out comes before what has a variable.
          .sorted(Comparator.comparing(operation -> operation.template().contains("{")))
          .toList();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(OpenApiContract::writeUnseen));
  }

  private OpenApiContract() {}

  /** Something that can be asked. */
  public record Operation(String method, String template, Pattern path, JsonNode described) {
    static Operation of(String template, Map.Entry<String, JsonNode> operation) {
      return new Operation(
          operation.getKey().toUpperCase(Locale.ROOT),
          template,
          Pattern.compile(template.replaceAll("\\{[^}]+}", "[^/]+")),
          operation.getValue());
    }

    boolean answers(String asked, String where) {
      return method.equals(asked.equals("HEAD") ? "GET" : asked) && path.matcher(where).matches();
    }

    String id() {
      return described.path("operationId").asString();
    }
  }

  /** All that can be asked. */
  public static List<Operation> operations() {
    return OPERATIONS;
  }

  private static JsonNode read() {
    try (InputStream in = Files.newInputStream(FILE)) {
      Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
      return JsonMapper.shared().valueToTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fails when an answer is not as documented; what is not asked of an operation is let through.
   */
  static Answer check(String method, String target, Answer answer) {
    String path = target.split("\\?", 2)[0];
    Optional<Operation> asked =
        OPERATIONS.stream().filter(operation -> operation.answers(method, path)).findFirst();
    asked.ifPresent(operation -> check(operation, method.equals("HEAD"), answer));
    return answer;
  }

  private static void check(Operation operation, boolean headOnly, Answer answer) {
    String what = operation.id() + " " + answer.status();
    JsonNode response =
        resolved(operation.described().path("responses").path(Integer.toString(answer.status())));
    assertThat(response.isObject()).as("%s is not documented: %s", what, answer.text()).isTrue();
    response
        .path("headers")
        .propertyStream()
        .forEach(header -> checkHeader(what, header.getKey(), resolved(header.getValue()), answer));
    if (!headOnly) {
      checkBody(what, response.path("content"), answer);
      SEEN.add(what);
    }
  }

  private static void checkHeader(String what, String name, JsonNode described, Answer answer) {
    String value = answer.header(name);
    Pattern form = Pattern.compile(described.path("schema").path("pattern").asString(""));
    assertThat(form.matcher(value).find()).as("%s %s: %s", what, name, value).isTrue();
  }

  private static void checkBody(String what, JsonNode content, Answer answer) {
    if (content.isMissingNode()) {
      assertThat(answer.body()).as(what).isEmpty();
      return;
    }
    String type = answer.header("Content-Type").split(";", 2)[0].strip();
    assertThat(content.propertyNames()).as(what).contains(type);
    JsonNode schema = content.path(type).path("schema");
    if (type.equals("application/json")) {
      String reference = schema.path("$ref").asString();
      Schema known =
          KNOWN.computeIfAbsent(
              reference, each -> SCHEMAS.getSchema(SchemaLocation.of(DOCUMENT_ID + each)));
      assertThat(known.validate(answer.text(), InputFormat.JSON))
          .as("%s: %s", what, answer.text())
          .isEmpty();
    }
  }

  private static JsonNode resolved(JsonNode node) {
    JsonNode reference = node.path("$ref");
    return reference.isString() ? DOCUMENT.at(reference.asString().substring(1)) : node;
  }

  private static void writeUnseen() {
    Set<String> unseen = new TreeSet<>();
    OPERATIONS.forEach(operation ->
        documented(operation)
            .map(status -> operation.id() + " " + status)
            .filter(what -> !SEEN.contains(what))
            .forEach(unseen::add));
    try {
      Files.createDirectories(UNSEEN.toAbsolutePath().getParent());
      Files.write(UNSEEN, unseen);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> documented(Operation operation) {
    return operation.described().path("responses").propertyStream().map(Map.Entry::getKey);
  }
}
