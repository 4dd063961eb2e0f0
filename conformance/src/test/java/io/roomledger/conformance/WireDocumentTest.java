package io.roomledger.conformance;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

/** {@code docs/wire.md} names a test for every fact and every choice: each of them has to exist. */
class WireDocumentTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST_NAME =
      Pattern.compile("`([A-Z][A-Za-z]+Test)\\.([a-zA-Z0-9]+)`");
  private static final int LEAST_ROWS = 40;

  @Test
  void everyRowNamesATestThatExists() throws IOException {
    Map<String, String> sources = testSources();
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    for (String line : Files.readAllLines(ROOT.resolve("docs/wire.md"))) {
      if (!line.startsWith("| ")
          || line.startsWith("| Endpoint |")
          || line.startsWith("| Question |")) {
        continue;
      }
      rows++;
      Matcher named = TEST_NAME.matcher(line);
      if (!named.find()
          || !sources.getOrDefault(named.group(1), "").contains(" " + named.group(2) + "(")) {
        wrong.add(line);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rows).isGreaterThanOrEqualTo(LEAST_ROWS);
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("sheets", "server", "cli", "conformance")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
          // Two modules may have a test of the same name.
          sources.merge(
              file.getFileName().toString().replace(".java", ""),
              Files.readString(file),
              String::concat);
        }
      }
    }
    return sources;
  }
}
