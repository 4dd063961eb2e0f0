package io.roomledger.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.conformance.WireTables.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * {@code conformance/facts.csv} names a test for every fact and every choice. Each has to exist and
 * to have passed: the last class of the last module that is tested looks into the reports.
 */
class WireDocumentTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES = List.of("sheets", "cli", "server", "conformance");
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z0-9]+Test\\.[a-z][A-Za-z0-9]+");
  private static final Pattern METHOD = Pattern.compile("^[A-Za-z0-9_]+");

  /** Whether all tests ran, so that one without a report has not passed. */
  private static final boolean ALL_RAN = "all".equals(System.getProperty("roomledger.tests"));

  private static List<Fact> facts;

  @BeforeAll
  static void readFacts() throws IOException {
    facts = WireTables.facts(ROOT.resolve("conformance/facts.csv"));
  }

  @Test
  void thereAreMany() {
    assertThat(facts).hasSizeGreaterThan(500);
  }

  @Test
  void everyRowSaysWhatItIsAbout() {
    assertThat(facts)
        .allSatisfy(fact -> {
          assertThat(fact.endpoint()).isNotBlank();
          assertThat(fact.kind()).isNotBlank();
          assertThat(fact.fact()).isNotBlank();
          assertThat(fact.source()).isNotBlank();
          assertThat(fact.tests())
              .as(fact.toString())
              .isNotEmpty()
              .allMatch(test -> NAME.matcher(test).matches());
          assertThat(fact.note()).matches("|(differs, because|our choice: ).*");
        });
  }

  @Test
  void everyNamedTestExists() throws IOException {
    Map<String, String> sources = testSources();
    List<String> missing =
        named()
            .filter(test -> {
              String[] name = test.split("\\.", 2);
              return !sources.getOrDefault(name[0], "").contains(" " + name[1] + "(");
            })
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void everyNamedTestPassed() throws Exception {
    Map<String, Boolean> passed = reports();
    List<String> not =
        named()
            // This class is not reported before it ends.
            .filter(test -> !test.startsWith("WireDocumentTest."))
            .filter(test -> !passed.getOrDefault(test, !ALL_RAN))
            .toList();
    assertThat(not).isEmpty();
  }

  @Test
  void theTablesAreThoseOfTheFacts() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/wire.md"));

    assertThat(document).contains("<!-- facts: documented -->", "<!-- facts: choices -->");
    assertThat(WireTables.written(document, facts).equals(document))
        .as("docs/wire.md is as conformance/facts.csv has it; ./roomledger facts writes it")
        .isTrue();
  }

  private static Stream<String> named() {
    return facts.stream().flatMap(fact -> fact.tests().stream()).distinct();
  }

  /** Two modules may have a class of the same name. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : MODULES) {
      for (Path file : files(ROOT.resolve(module).resolve("src/test/java"), "Test.java")) {
        sources.merge(
            file.getFileName().toString().replace(".java", ""),
            Files.readString(file),
            String::concat);
      }
    }
    return sources;
  }

  /** Whether all cases of a test passed, for each of which there is a report. */
  private static Map<String, Boolean> reports() throws Exception {
    Map<String, Boolean> passed = new HashMap<>();
    for (String module : MODULES) {
      for (Path file : files(ROOT.resolve(module).resolve("target/surefire-reports"), ".xml")) {
        NodeList cases =
            DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
          Element each = (Element) cases.item(i);
          String type = each.getAttribute("classname");
          Matcher method = METHOD.matcher(each.getAttribute("name"));
          if (method.find()) {
            passed.merge(
                type.substring(type.lastIndexOf('.') + 1) + "." + method.group(),
                good(each),
                Boolean::logicalAnd);
          }
        }
      }
    }
    return passed;
  }

  private static boolean good(Element testcase) {
    return Stream.of("failure", "error", "skipped")
        .allMatch(bad -> testcase.getElementsByTagName(bad).getLength() == 0);
  }

  private static List<Path> files(Path directory, String end) throws IOException {
    if (!Files.isDirectory(directory)) {
      return new ArrayList<>();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(path -> path.toString().endsWith(end)).toList();
    }
  }
}
