package io.roomledger.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes the tables of {@code docs/wire.md} from {@code conformance/facts.csv}, by {@code
 * ./roomledger facts}. Depends on nothing, so that it runs without a build.
 */
final class WireTables {
  private static final Pattern TABLE =
      Pattern.compile("(<!-- facts: ([a-z]+) -->\n).*?(<!-- end of facts -->)", Pattern.DOTALL);
  private static final int COLUMNS = 7;

  private WireTables() {}

  /**
   * A documented fact, or a choice of ours.
   *
   * @param kind what sort of thing the fact is about; {@code choice} for what is not documented
   * @param tests those that prove it, {@code Class.method}
   * @param note {@code differs, because …}; empty otherwise
   */
  record Fact(
      String endpoint,
      String field,
      String kind,
      String fact,
      String source,
      List<String> tests,
      String note) {
    boolean ofChoice() {
      return kind.equals("choice");
    }

    private String row() {
      String what = ofChoice() || field.isEmpty() ? fact : code(field) + ": " + fact;
      String proof = tests.stream().map(WireTables::code).collect(Collectors.joining(", "));
      return "| %s | %s%s | %s |"
          .formatted(cell(endpoint), cell(what), note.isEmpty() ? "" : "; " + cell(note), proof);
    }
  }

  /** Rewrites the tables of the checkout whose root is given. */
  public static void main(String[] words) throws IOException {
    Path root = Path.of(words[0]);
    Path document = root.resolve("docs/wire.md");
    Files.writeString(
        document,
        written(Files.readString(document), facts(root.resolve("conformance/facts.csv"))));
  }

  /** The document with its tables as the facts have them. */
  static String written(String document, List<Fact> facts) {
    return TABLE
        .matcher(document)
        .replaceAll(table ->
            Matcher.quoteReplacement(
                table.group(1) + table(facts, table.group(2).equals("choices")) + table.group(3)));
  }

  private static String table(List<Fact> facts, boolean choices) {
    return (choices ? "| Question | Choice | Test |" : "| Endpoint | Fact | Test |")
        + "\n|---|---|---|\n"
        + facts.stream()
            .filter(fact -> fact.ofChoice() == choices)
            .map(fact -> fact.row() + "\n")
            .collect(Collectors.joining());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** All facts, in the order of the file. */
  static List<Fact> facts(Path file) throws IOException {
    List<List<String>> rows = rows(Files.readString(file));
    return rows.subList(1, rows.size()).stream().map(WireTables::fact).toList();
  }

  private static Fact fact(List<String> row) {
    if (row.size() != COLUMNS) {
      throw new IllegalArgumentException("not " + COLUMNS + " columns: " + row);
    }
    List<String> tests =
        Arrays.stream(row.get(5).split(" ", -1)).filter(test -> !test.isEmpty()).toList();
    return new Fact(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), tests, row.get(6));
  }

  /** RFC 4180. */
  private static List<List<String>> rows(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (quoted || (c != ',' && c != '\n')) {
        cell.append(c);
      } else {
        row.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          rows.add(List.copyOf(row));
          row.clear();
        }
      }
    }
    return rows;
  }
}
