package io.roomledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.OpenApiContract;
import io.roomledger.testing.TestProgram;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code docs/openapi.yaml} and the program are equal. */
final class OpenApiDocumentTest {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^}:]+)[^}]*}");

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  @Test
  void whatIsServedIsDocumentedAndTheReverse() {
    List<String> served =
        program
            .api()
            .get("/test/mappings", null)
            .json()
            .valueStream()
            .map(mapping ->
                VARIABLE.matcher(mapping.asString()).replaceAll(OpenApiDocumentTest::documented))
            // What only tests have, and Spring's page for what nobody handles.
            .filter(mapping -> !mapping.contains(" /test/") && !mapping.endsWith(" /error"))
            .sorted()
            .toList();

    assertThat(OpenApiContract.operations())
        .extracting(operation -> operation.method() + " " + operation.template())
        .containsExactlyInAnyOrderElementsOf(served);
  }

  private static String documented(java.util.regex.MatchResult variable) {
    return Matcher.quoteReplacement("{" + ApiName.parameter(variable.group(1)) + "}");
  }

  @Test
  void everyOperationHasANameOfItsOwn() {
    assertThat(OpenApiContract.operations())
        .extracting(operation -> operation.described().path("operationId").asString())
        .doesNotHaveDuplicates()
        .doesNotContain("");
  }

  @Test
  void isServedToEverybodyAsItIs() {
    Answer answer = program.api().get("/roomledger/openapi.json", null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).isEqualTo(OpenApiContract.DOCUMENT);
  }

  @Test
  void everyErrorCodeThatIsDocumentedExists() {
    List<Integer> known =
        java.util.Arrays.stream(ErrorCode.values()).map(ErrorCode::code).distinct().toList();
    OpenApiContract.DOCUMENT
        .path("components")
        .path("schemas")
        .propertyStream()
        .flatMap(schema -> schema.getValue().findValues("code").stream())
        .flatMap(code ->
            java.util.stream.Stream.concat(
                code.path("enum").valueStream(), java.util.stream.Stream.of(code.path("const"))))
        .filter(value -> value.isInt() && value.intValue() != 0)
        .forEach(value -> assertThat(known).contains(value.intValue()));
  }
}
