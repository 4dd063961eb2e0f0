package io.roomledger.reservations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bad lines of an import.
 *
 * @param lines how many
 * @param first the first of their problems
 */
record BadLineReport(long lines, List<ImportProblem> first) {
  private static final int FETCH_ROWS = 1000;

  /** Reads {@code import_problem} and hands the lines to whoever wants them. */
  static BadLineReport read(Connection connection, @Nullable BadLines wanted)
      throws SQLException, IOException {
    List<ImportProblem> first = new ArrayList<>();
    List<ImportProblem> ofLine = new ArrayList<>();
    String text = null;
    long lines = 0;
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH_ROWS);
      ResultSet rows =
          statement.executeQuery(
              """
              select problem.line, problem.column_name, problem.reason, line.source
                from import_problem problem
                left join import_line line on line.line = problem.line and line.source is not null
               order by problem.line, problem.seq
              """);
      while (rows.next()) {
        ImportProblem problem =
            new ImportProblem(rows.getLong(1), rows.getString(2), rows.getString(3));
        if (ofLine.isEmpty() || ofLine.getFirst().line() != problem.line()) {
          hand(wanted, text, ofLine);
          lines++;
          byte[] source = rows.getBytes(4);
          text = source == null ? null : new String(source, StandardCharsets.UTF_8);
        }
        ofLine.add(problem);
        if (first.size() < ImportOutcome.PROBLEMS_KEPT) {
          first.add(problem);
        }
      }
    }
    hand(wanted, text, ofLine);
    if (wanted != null) {
      wanted.end();
    }
    return new BadLineReport(lines, first);
  }

  private static void hand(
      @Nullable BadLines wanted, @Nullable String text, List<ImportProblem> problems)
      throws IOException {
    if (wanted != null && !problems.isEmpty()) {
      wanted.add(text, List.copyOf(problems));
    }
    problems.clear();
  }
}
