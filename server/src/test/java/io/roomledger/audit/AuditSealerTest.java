package io.roomledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.identity.ServerKey;
import io.roomledger.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The chain as it grows, is pruned and signed anew. */
final class AuditSealerTest {
  private static final String ONE = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String TWO = "2:AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final ServerKey KEY = ServerKey.parse(ONE);

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @BeforeEach
  void open() {
    database.open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private JdbcClient sql() {
    return JdbcClient.create(database.dataSource());
  }

  private TransactionTemplate transaction() {
    return new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
  }

  private Path file() {
    return directory.resolve("audit.heads");
  }

  private AuditSealer sealer(ServerKey key) {
    return new AuditSealer(
        sql(), transaction(), key, Instant::now, KnownHeads.at(file().toString()));
  }

  private void deeds(long tenant, int rows) {
    for (int i = 0; i < rows; i++) {
      AuditTrail.record(sql(), Deed.of(tenant, "app.disable", "cli_" + i));
    }
  }

  private AuditReport verify(ServerKey key, long tenant) throws Exception {
    return new AuditLog(database.dataSource()).verify(key, tenant, file(), null).getFirst();
  }

  private void expectWhole(long tenant, long rows) throws Exception {
    AuditReport report = verify(KEY, tenant);
    assertThat(report.problems()).isEmpty();
    assertThat(report.rows()).isEqualTo(rows);
    assertThat(report.unsealed()).isZero();
  }

  @Test
  void eachTenantHasAChainOfItsOwnWithoutGaps() throws Exception {
    AuditSealer sealer = sealer(KEY);
    deeds(1, 3);
    deeds(2, 2);
    assertThat(sealer.seal()).isEqualTo(5);
    deeds(1, 2);
    assertThat(verify(KEY, 1).unsealed()).isEqualTo(2);
    assertThat(sealer.seal()).isEqualTo(2);

    expectWhole(1, 5);
    expectWhole(2, 2);
    assertThat(verify(KEY, 1).head()).startsWith("5:");
    assertThat(
            sql()
                .sql("select sequence from audit_event where tenant_id = 1 order by id")
                .query(Long.class)
                .list())
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(sealer.seal()).isZero();
  }

  @Test
  void aRowWhoseTransactionCommitsLateIsSealedAllTheSame() throws Exception {
    AuditSealer sealer = sealer(KEY);
    try (Connection late = database.dataSource().getConnection();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute(
          """
          insert into audit_event (tenant_id, actor, deed, object_id) values (1, 'operator', 'app.enable', 'late')
          """);
      deeds(1, 2);
      assertThat(sealer.seal()).isEqualTo(2);

      late.commit();
      late.setAutoCommit(true);
    }
    assertThat(sealer.seal()).isEqualTo(1);

    assertThat(
            sql()
                .sql("select object_id from audit_event order by sequence")
                .query(String.class)
                .list())
        .containsExactly("cli_0", "cli_1", "late");
    expectWhole(1, 3);
  }

  @Test
  void manySealersAtOnceSealEachRowOnce() throws Exception {
    deeds(1, 300);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        AuditSealer sealer = sealer(KEY);
        Callable<Integer> seal = sealer::seal;
        running.add(threads.submit(seal));
      }
      int sealed = 0;
      for (Future<Integer> each : running) {
        sealed += each.get();
      }
      assertThat(sealed).isEqualTo(300);
    }
    expectWhole(1, 300);
  }

  @Test
  void whatIsPrunedLeavesAChainThatIsStillWhole() throws Exception {
    deeds(1, 5);
    sealer(KEY).seal();
    Instant later = Instant.now().plus(Duration.ofHours(1));
    AuditPruner pruner = new AuditPruner(sql(), transaction(), KEY, () -> later);
    assertThat(pruner.prune(Duration.ofHours(2))).isZero();

    assertThat(pruner.prune(Duration.ofMinutes(30))).isEqualTo(5);
    deeds(1, 2);
    sealer(KEY).seal();

    expectWhole(1, 2);
    assertThat(verify(KEY, 1).pruned()).isEqualTo(5);
    assertThat(verify(KEY, 1).head()).startsWith("7:");
    sql().sql("delete from audit_event where sequence = 6").update();
    assertThat(verify(KEY, 1).problems()).containsExactly("row 6 is missing");
  }

  @Test
  void whatWasChangedIsNotPruned() throws Exception {
    deeds(1, 5);
    sealer(KEY).seal();
    sql().sql("update audit_event set object_id = 'x' where sequence = 3").update();
    Instant later = Instant.now().plus(Duration.ofHours(1));

    assertThat(new AuditPruner(sql(), transaction(), KEY, () -> later).prune(Duration.ofMinutes(1)))
        .isEqualTo(2);
    assertThat(verify(KEY, 1).problems()).hasSize(1);
  }

  @Test
  void theKeyCanBeRotatedAndTheOldOneTakenAway() throws Exception {
    deeds(1, 2);
    deeds(2, 1);
    sealer(KEY).seal();
    ServerKey both = ServerKey.parse(TWO + "\n" + ONE);
    assertThat(verify(both, 1).problems()).isEmpty();
    deeds(1, 1);
    sealer(both).seal();

    ServerKey onlyNew = ServerKey.parse(TWO);
    assertThat(verify(onlyNew, 1).problems()).isEmpty();
    assertThat(verify(onlyNew, 2).problems()).isEmpty();
    assertThat(verify(KEY, 1).problems()).hasSize(1);
  }

  @Test
  void aForgedHeadIsNotMadeGoodBySealingOn() throws Exception {
    deeds(1, 4);
    sealer(KEY).seal();
    sql().sql("delete from audit_event where sequence = 4").update();
    sql()
        .sql(
            """
            update audit_head set sequence = 3, hash = (select hash from audit_event where sequence = 3)
            """)
        .update();
    deeds(1, 1);
    deeds(2, 1);
    AuditSealer sealer = sealer(KEY);
    sealer.seal();
    sealer.seal();

    assertThat(verify(KEY, 1).problems()).anyMatch(each -> each.contains("signature"));
    assertThat(verify(KEY, 1).unsealed()).isEqualTo(1);
    expectWhole(2, 1);
  }

  @Test
  void aLostHeadIsNotMadeAnew() throws Exception {
    deeds(1, 4);
    sealer(KEY).seal();
    sql().sql("delete from audit_head").update();
    deeds(1, 1);
    sealer(KEY).seal();

    assertThat(verify(KEY, 1).problems()).isNotEmpty();
  }

  /** Rows and signed head alike are put back to what once was good. */
  @Test
  void aDatabasePutBackIsFoundByTheFile() throws Exception {
    deeds(1, 2);
    sealer(KEY).seal();
    sql().sql("create table old_head as select * from audit_head").update();
    deeds(1, 2);
    sealer(KEY).seal();
    String newest = verify(KEY, 1).head();

    sql().sql("delete from audit_event where sequence > 2").update();
    sql().sql("delete from audit_head").update();
    sql().sql("insert into audit_head select * from old_head").update();
    assertThat(verify(KEY, 1).problems()).anyMatch(each -> each.contains(newest));

    // Nor does going on from there hide it.
    deeds(1, 5);
    sealer(KEY).seal();
    assertThat(verify(KEY, 1).problems()).anyMatch(each -> each.contains(newest));

    Files.delete(file());
    assertThat(verify(KEY, 1).problems()).isEmpty();
    assertThat(
            new AuditLog(database.dataSource())
                .verify(KEY, 1L, file(), newest)
                .getFirst()
                .problems())
        .hasSize(1);
  }

  @Test
  void theWholeTrailCannotBeTakenAway() throws Exception {
    deeds(1, 2);
    sealer(KEY).seal();
    sql().sql("delete from audit_event").update();
    sql().sql("delete from audit_head").update();

    assertThat(
            new AuditLog(database.dataSource())
                .verify(KEY, null, file(), null)
                .getFirst()
                .problems())
        .hasSize(1);
  }
}
