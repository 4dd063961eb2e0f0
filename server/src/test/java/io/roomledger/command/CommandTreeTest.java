package io.roomledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What holds for every command that there is, and for those that are still to come. */
final class CommandTreeTest {

  /** Each as one types it: {@code admin user create}. */
  static Stream<String> commands() {
    return below(RootCommand.line(), "");
  }

  private static Stream<String> below(CommandLine line, String words) {
    return line.getSubcommands().entrySet().stream()
        .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
        .flatMap(each -> {
          String all = (words + " " + each.getKey()).strip();
          return Stream.concat(Stream.of(all), below(each.getValue(), all));
        });
  }

  /** Those that print a result. */
  static Stream<String> answering() {
    return commands()
        .filter(words -> words.startsWith("admin ") || words.equals("import"))
        .filter(words -> find(words).getSubcommands().isEmpty());
  }

  private static CommandLine find(String words) {
    CommandLine line = RootCommand.line();
    for (String word : words.split(" ", -1)) {
      line = Objects.requireNonNull(line.getSubcommands().get(word));
    }
    return line;
  }

  private record Run(int exitCode, String out, String err) {}

  private static Run run(List<String> words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        RootCommand.line()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysInOneLineWhatItIsForAndHelps(String words) {
    String[] header = find(words).getCommandSpec().usageMessage().header();
    List<String> line = new ArrayList<>(List.of(words.split(" ", -1)));
    line.add("--help");

    Run run = run(line);

    assertThat(header).hasSize(1);
    assertThat(header[0]).matches("[A-Z].{3,}[.].*");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains(header[0], "Usage: roomledger " + words, "--help");
  }

  @ParameterizedTest
  @MethodSource("answering")
  void everyAnswerCanBeHadAsJson(String words) {
    CommandLine.Model.OptionSpec json = find(words).getCommandSpec().findOption("--json");

    assertThat(json).isNotNull();
    assertThat(json.arity().max()).isZero();
    assertThat(json.description()).isNotEmpty();
    assertThat(find(words).getCommandSpec().findOption("--data")).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void whatIsUnknownIsRefusedAsSuch(String words) {
    List<String> line = new ArrayList<>(List.of(words.split(" ", -1)));
    line.add("--no-such-option");

    Run run = run(line);

    assertThat(run.exitCode()).isEqualTo(RootCommand.USAGE);
    assertThat(run.err()).isNotEmpty();
    assertThat(run.out()).isEmpty();
  }
}
