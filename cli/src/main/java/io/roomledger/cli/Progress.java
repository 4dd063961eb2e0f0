package io.roomledger.cli;

import java.io.PrintStream;
import java.time.Duration;

/** Tells a person how far the export is. */
sealed interface Progress {

  /**
   * The task on the server; the protocol has no percentage.
   *
   * @param state in words
   */
  void task(String state, Duration elapsed);

  /**
   * The file on its way here.
   *
   * @param total -1 when the server does not say
   */
  void download(long bytes, long total);

  /** Something that is not as usual, e.g. a new try. */
  void notice(String text);

  /** Nothing more comes; leaves the cursor at the beginning of an empty line. */
  void end();

  static Progress on(Surroundings surroundings, boolean quiet) {
    if (quiet) {
      return new Silent();
    }
    return surroundings.terminal() ? new Bar(surroundings.err()) : new Lines(surroundings.err());
  }

  /** One line that is drawn over and over. */
  final class Bar implements Progress {
    private static final String CLEAR_LINE = "\r\u001b[2K";
    private static final int WIDTH = 24;

    private final PrintStream err;
    private String drawn = "";

    Bar(PrintStream err) {
      this.err = err;
    }

    @Override
    public void task(String state, Duration elapsed) {
      // A mark that runs to and fro shows that something happens, without claiming to know how much
      // is left.
      int way = 2 * (WIDTH - 3);
      int step = (int) (elapsed.toMillis() / 200 % way);
      int place = step <= way / 2 ? step : way - step;
      String track = " ".repeat(place) + "===" + " ".repeat(WIDTH - 3 - place);
      draw("export  [%s] %s  %s".formatted(track, Units.clock(elapsed), state));
    }

    @Override
    public void download(long bytes, long total) {
      if (total <= 0) {
        draw("download  " + Units.size(bytes));
        return;
      }
      int filled = (int) (WIDTH * bytes / total);
      draw(
          "download [%s%s] %3d %%  %s of %s"
              .formatted(
                  "#".repeat(filled),
                  " ".repeat(WIDTH - filled),
                  100 * bytes / total,
                  Units.size(bytes),
                  Units.size(total)));
    }

    private void draw(String line) {
      if (!line.equals(drawn)) {
        err.print(CLEAR_LINE + line);
        err.flush();
        drawn = line;
      }
    }

    @Override
    public void notice(String text) {
      end();
      err.println("roomledger: " + text);
    }

    @Override
    public void end() {
      if (!drawn.isEmpty()) {
        err.print(CLEAR_LINE);
        err.flush();
        drawn = "";
      }
    }
  }

  /** For logs: a line when something changes, and now and then while nothing does. */
  final class Lines implements Progress {
    private static final Duration REPEAT = Duration.ofSeconds(30);

    private final PrintStream err;
    private String lastState = "";
    private Duration lastTold = Duration.ZERO;
    private int lastTenth = -1;

    Lines(PrintStream err) {
      this.err = err;
    }

    @Override
    public void task(String state, Duration elapsed) {
      if (!state.equals(lastState) || elapsed.minus(lastTold).compareTo(REPEAT) >= 0) {
        err.println("roomledger: export %s (%s)".formatted(state, Units.clock(elapsed)));
        lastState = state;
        lastTold = elapsed;
      }
    }

    @Override
    public void download(long bytes, long total) {
      int tenth = total <= 0 ? 0 : (int) (10 * bytes / total);
      if (tenth > lastTenth) {
        String of = total <= 0 ? "" : " of " + Units.size(total);
        err.println("roomledger: downloaded " + Units.size(bytes) + of);
        lastTenth = tenth;
      }
    }

    @Override
    public void notice(String text) {
      err.println("roomledger: " + text);
    }

    @Override
    public void end() {}
  }

  /** With {@code --quiet}: nothing but errors. */
  final class Silent implements Progress {
    @Override
    public void task(String state, Duration elapsed) {}

    @Override
    public void download(long bytes, long total) {}

    @Override
    public void notice(String text) {}

    @Override
    public void end() {}
  }
}
