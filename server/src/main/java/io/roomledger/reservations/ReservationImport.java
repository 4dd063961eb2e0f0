package io.roomledger.reservations;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import io.roomledger.identity.PeopleImport;
import io.roomledger.identity.Secrets;
import io.roomledger.reservations.ImportProgress.Stage;
import io.roomledger.rooms.RoomImport;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Loads reservations from elsewhere, with the levels, rooms, departments and people they name.
 *
 * <p>A reservation is known by its external id: the same values change nothing, others update. Of
 * two lines that hold one room at one time the later is bad; so is a line that overlaps a stored
 * reservation which no good line moves away. All is one transaction, and each tenant has one import
 * at a time. Memory does not grow with the lines, but with the distinct rooms and people.
 */
public final class ReservationImport {
  private final DataSource dataSource;
  private final Secrets secrets;

  public ReservationImport(DataSource dataSource, Secrets secrets) {
    this.dataSource = dataSource;
    this.secrets = secrets;
  }

  /**
   * Imports into one tenant. Waits while another import of this tenant runs.
   *
   * @throws IOException when the source cannot be read to its end, or the bad lines not be written
   * @throws ImportFailedException when the database did not do its part
   */
  public ImportOutcome run(long tenantId, ImportSource source, ImportOptions options)
      throws IOException {
    try (Connection connection = dataSource.getConnection()) {
      // A million lines are checked and stored by single statements.
      connection.setNetworkTimeout(Runnable::run, 0);
      connection.setAutoCommit(false);
      ImportOutcome outcome;
      try {
        outcome = inTransaction(connection, tenantId, source, options);
        if (!outcome.loaded()) {
          connection.rollback();
        }
        note(connection, tenantId, outcome);
      } catch (SQLException | IOException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
      if (outcome.loaded()) {
        commit(connection);
      } else {
        connection.commit();
      }
      return outcome;
    } catch (SQLException e) {
      throw ImportFailedException.nothingLoaded(e);
    }
  }

  private ImportOutcome inTransaction(
      Connection connection, long tenantId, ImportSource source, ImportOptions options)
      throws SQLException, IOException {
    begin(connection, tenantId);
    RoomImport rooms = RoomImport.load(connection, tenantId, secrets);
    PeopleImport people = new PeopleImport(tenantId, secrets);

    options.progress().at(Stage.READING, 0);
    StagedLines lines = StagedLines.copy(connection, source, new LineNames(rooms, people), options);
    options.progress().at(Stage.CHECKING, lines.count());
    StagedRows rows = StagedRows.fill(connection, tenantId, rooms, people);
    new OverlapSweep(connection, tenantId).run();
    BadLineReport bad = BadLineReport.read(connection, options.badLines());
    if (bad.lines() > 0 && !options.skipBad()) {
      return new ImportOutcome(
          false, lines.count(), 0, 0, 0, bad.lines(), ImportOutcome.Made.NOTHING, bad.first());
    }

    options.progress().at(Stage.STORING, lines.count());
    RoomImport.Changes roomChanges = rooms.write(connection, rows.usedRooms());
    PeopleImport.Changes peopleChanges = people.write(connection, rows.usedPeople());
    if (roomChanges.any() || peopleChanges.any()) {
      bumpDirectory(connection, tenantId);
    }
    StagedRows.Counts counts = rows.store();
    return new ImportOutcome(
        true,
        lines.count(),
        counts.inserted(),
        counts.updated(),
        counts.unchanged(),
        bad.lines(),
        new ImportOutcome.Made(
            roomChanges.levelsMade(),
            roomChanges.roomsMade(),
            peopleChanges.departmentsMade(),
            peopleChanges.peopleMade()),
        bad.first());
  }

  /** Once for each run: with what it loaded, or else, by itself, that it loaded nothing. */
  private static void note(Connection connection, long tenantId, ImportOutcome outcome) {
    JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    ImportOutcome.Made made = outcome.made();
    String detail =
        "%s: lines=%d inserted=%d updated=%d unchanged=%d bad=%d levels=%d rooms=%d departments=%d people=%d"
            .formatted(
                outcome.loaded() ? "loaded" : "nothing loaded",
                outcome.lines(),
                outcome.inserted(),
                outcome.updated(),
                outcome.unchanged(),
                outcome.bad(),
                made.levels(),
                made.rooms(),
                made.departments(),
                made.people());
    AuditTrail.bind(
            jdbc.sql(AuditTrail.insertFrom("tenant t where t.id = :tenant", "t.tenant_key")),
            new Deed(tenantId, "reservation.import", "", detail))
        .param("tenant", tenantId)
        .update();
  }

  private static void begin(Connection connection, long tenantId) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            "select pg_advisory_xact_lock(hashtextextended('reservation import', ?))")) {
      lock.setLong(1, tenantId);
      lock.execute();
    }
    try (Statement statement = connection.createStatement()) {
      // A million lines are sorted and matched: the server's usual 4 MB would go to disk early.
      statement.execute("set local work_mem = '64MB'");
    }
  }

  private static void bumpDirectory(Connection connection, long tenantId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "update tenant set directory_version = directory_version + 1 where id = ?")) {
      statement.setLong(1, tenantId);
      statement.executeUpdate();
    }
  }

  private static void commit(Connection connection) {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw ImportFailedException.unknown(e);
    }
  }

  private static void rollback(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
