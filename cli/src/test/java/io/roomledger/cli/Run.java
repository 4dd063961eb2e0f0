package io.roomledger.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the whole program in this JVM, with time that passes only by pausing. */
final class Run {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private final List<Duration> pauses = new ArrayList<>();
  private boolean terminal;
  private Duration stall = Duration.ofSeconds(20);
  private Duration now = Duration.ZERO;

  Run environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Run terminal() {
    terminal = true;
    return this;
  }

  Run stall(Duration duration) {
    stall = duration;
    return this;
  }

  int main(List<String> arguments) {
    Time time =
        new Time() {
          @Override
          public Duration now() {
            return now;
          }

          @Override
          public void pause(Duration duration) {
            pauses.add(duration);
            now = now.plus(duration);
          }
        };
    Surroundings surroundings =
        new Surroundings(
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            time,
            stall);
    return Main.run(arguments.toArray(String[]::new), surroundings);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  Duration paused() {
    return pauses.stream().reduce(Duration.ZERO, Duration::plus);
  }
}
