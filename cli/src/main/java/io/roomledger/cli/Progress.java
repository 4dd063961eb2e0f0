package io.roomledger.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a person how far the export is. */
sealed interface Progress {

  /**
   * The task on the server.
   *
   * @param state in words
   * @param rows how far it is; null when the server does not say, as Feishu does not
   */
  void task(String state, @Nullable Rows rows, Duration elapsed);

  /**
   * How far a task is.
   *
   * @param expected about how many there will be, or {@link #UNKNOWN}
   * @param secondsLeft or {@link #UNKNOWN}
   */
  record Rows(long done, long expected, long secondsLeft) {
    static final long UNKNOWN = -1;

    String words() {
      if (expected <= 0) {
        return done > 0 ? String.format(Locale.ROOT, "%,d rows", done) : "";
      }
      String left =
          secondsLeft == UNKNOWN
              ? ""
              : ", " + Units.clock(Duration.ofSeconds(secondsLeft)) + " left";
      return String.format(Locale.ROOT, "%,d of about %,d rows%s", done, expected, left);
    }
  }

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
    public void task(String state, @Nullable Rows rows, Duration elapsed) {
      String words = rows == null || rows.words().isEmpty() ? "" : "  " + rows.words();
      draw(
          "export  [%s] %s  %s%s"
              .formatted(
                  rows == null || rows.expected() <= 0 ? toAndFro(elapsed) : filled(rows),
                  Units.clock(elapsed),
                  state,
                  words));
    }

    private static String filled(Rows rows) {
      int part = (int) Math.min(WIDTH, WIDTH * rows.done() / rows.expected());
      return "#".repeat(part) + " ".repeat(WIDTH - part);
    }

    private static String toAndFro(Duration elapsed) {
      // A mark that runs to and fro shows that something happens, without claiming to know how much
      // is left.
      int way = 2 * (WIDTH - 3);
      int step = (int) (elapsed.toMillis() / 200 % way);
      int place = step <= way / 2 ? step : way - step;
      return " ".repeat(place) + "===" + " ".repeat(WIDTH - 3 - place);
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
    public void task(String state, @Nullable Rows rows, Duration elapsed) {
      if (!state.equals(lastState) || elapsed.minus(lastTold).compareTo(REPEAT) >= 0) {
        String words = rows == null || rows.words().isEmpty() ? "" : ": " + rows.words();
        err.println("roomledger: export %s%s (%s)".formatted(state, words, Units.clock(elapsed)));
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
    public void task(String state, @Nullable Rows rows, Duration elapsed) {}

    @Override
    public void download(long bytes, long total) {}

    @Override
    public void notice(String text) {}

    @Override
    public void end() {}
  }
}
