package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** That a thread of its own reads the same, fails the same, and never outlives its answer. */
final class ReadAheadTest {
  private static final int MANY = 200_000;

  @RegisterExtension static final TestDatabase database = new TestDatabase();

  /** An answer: the numbers from 1 on, as something makes of them. */
  private static CopyOut numbers(Connection connection, int count, String made)
      throws SQLException {
    connection.setAutoCommit(false);
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut(
            "copy (select %s from generate_series(1, %d) i) to stdout (format binary)"
                .formatted(made, count));
  }

  private static Connection connect() throws SQLException {
    return database.dataSource().getConnection();
  }

  private static boolean someoneReads() {
    String name = Thread.currentThread().getName() + "-reader";
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(name));
  }

  /** Reads numbers, each greater by one, until there are no more, or so many. */
  private static long readInOrder(CopyRows rows, int most) throws SQLException, IOException {
    long first = 0;
    long read = 0;
    while (read < most && rows.next()) {
      long number = rows.nextLong(0);
      first = read == 0 ? number : first;
      if (number != first + read) {
        throw new AssertionError("number " + number + " in place of " + (first + read));
      }
      read++;
    }
    return read;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4094, 4095, 4096, 4097, 4351, 4352, 4353, MANY})
  void readsAllInOrder(int count) throws Exception {
    try (Connection connection = connect()) {
      CopyOut copy = numbers(connection, count, "i::bigint");
      try (ReadAhead messages = new ReadAhead(connection, copy)) {
        assertThat(readInOrder(new CopyRows(messages), Integer.MAX_VALUE)).isEqualTo(count);
      }
      assertThat(someoneReads()).isFalse();
      assertThat(answers(connection)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 5000, 100_000})
  void whoStopsInTheMiddleEndsThreadAndConnection(int after) throws Exception {
    Connection connection = connect();
    CopyOut copy = numbers(connection, MANY, "i::bigint");
    try (ReadAhead messages = new ReadAhead(connection, copy)) {
      assertThat(readInOrder(new CopyRows(messages), after)).isEqualTo(after);
    }
    assertThat(someoneReads()).isFalse();
    assertThat(answers(connection)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void anErrorComesBehindWhatCameBeforeIt(int at) throws Exception {
    try (Connection connection = connect()) {
      CopyOut copy =
          numbers(
              connection,
              MANY,
              "case when i = %d then 1 / (i - i) else i end::bigint".formatted(at));
      try (ReadAhead messages = new ReadAhead(connection, copy)) {
        CopyRows rows = new CopyRows(messages);
        assertThat(readInOrder(rows, at - 1)).isEqualTo(at - 1);
        assertThatThrownBy(rows::next)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("division by zero");
      }
      assertThat(someoneReads()).isFalse();
    }
  }

  @Test
  void aConnectionThatIsCutIsAnError() throws Exception {
    Connection connection = connect();
    int process = connection.unwrap(PGConnection.class).getBackendPID();
    CopyOut copy = numbers(connection, 100 * MANY, "i::bigint");
    try (ReadAhead messages = new ReadAhead(connection, copy)) {
      CopyRows rows = new CopyRows(messages);
      assertThat(readInOrder(rows, MANY)).isEqualTo(MANY);
      try (Connection other = connect()) {
        other.createStatement().execute("select pg_terminate_backend(" + process + ")");
      }
      assertThatThrownBy(() -> readInOrder(rows, 100 * MANY)).isInstanceOf(SQLException.class);
    }
    assertThat(someoneReads()).isFalse();
    assertThat(answers(connection)).isFalse();
  }

  private static boolean answers(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("select 1");
    } catch (SQLException e) {
      return false;
    }
  }
}
