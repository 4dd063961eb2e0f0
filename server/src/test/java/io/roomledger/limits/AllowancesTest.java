package io.roomledger.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.limits.Allowances.Reached;
import io.roomledger.testing.TestDatabase;
import io.roomledger.wire.RateTier.Rate;
import io.roomledger.wire.RateTier.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every tier at its documented values, by a clock that stands until it is moved. */
final class AllowancesTest {
  @RegisterExtension static final TestDatabase database = new TestDatabase();

  private static final AtomicLong NUMBER = new AtomicLong();
  private static final Instant MINUTE = Instant.parse("2026-05-01T10:00:00Z");

  /** As the platform's documentation has them: number, seconds. */
  private static final Map<Tier, List<List<Integer>>> DOCUMENTED =
      Map.ofEntries(
          Map.entry(Tier.TIER_1, List.of(List.of(10, 60))),
          Map.entry(Tier.TIER_2, List.of(List.of(20, 60))),
          Map.entry(Tier.TIER_3, List.of(List.of(100, 60))),
          Map.entry(Tier.TIER_4, List.of(List.of(1000, 60), List.of(50, 1))),
          Map.entry(Tier.TIER_5, List.of(List.of(1, 1))),
          Map.entry(Tier.TIER_6, List.of(List.of(5, 1))),
          Map.entry(Tier.TIER_7, List.of(List.of(10, 1))),
          Map.entry(Tier.TIER_8, List.of(List.of(20, 1))),
          Map.entry(Tier.TIER_9, List.of(List.of(50, 1))),
          Map.entry(Tier.TIER_11, List.of(List.of(100, 1))),
          Map.entry(Tier.TIER_21, List.of(List.of(3, 1))));

  private final AtomicReference<Instant> now = new AtomicReference<>(MINUTE);
  private final long app = NUMBER.incrementAndGet();
  private final Allowances node = node(database);

  private Allowances node(TestDatabase of) {
    return new Allowances(JdbcClient.create(of.dataSource()), now::get);
  }

  private boolean passes(Allowances through, Tier tier) {
    return through.spend(1, app, "GET /x", tier.rates()).isEmpty();
  }

  private int passesOf(int requests, Tier tier) {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      passed += passes(node, tier) ? 1 : 0;
    }
    return passed;
  }

  @ParameterizedTest
  @EnumSource
  void aTierLetsThroughWhatIsDocumentedAndNoMore(Tier tier) {
    assertThat(tier.rates().stream().map(rate -> List.of((int) rate.requests(), rate.seconds())))
        .isEqualTo(DOCUMENTED.get(tier));
    Rate first = tier.rates().getLast();
    int limit = (int) first.requests();

    assertThat(passesOf(limit + 7, tier)).isEqualTo(limit);
    now.set(MINUTE.plusSeconds(first.seconds()).minusMillis(1));
    assertThat(node.spend(1, app, "GET /x", tier.rates())).hasValue(new Reached(limit, 1));
    now.set(MINUTE.plusSeconds(first.seconds()));
    assertThat(passesOf(limit + 7, tier)).isEqualTo(limit);
  }

  @Test
  void aFullSecondUsesUpNothingOfTheMinute() {
    int passed = 0;
    for (int second = 0; second < 60; second++) {
      now.set(MINUTE.plusSeconds(second));
      int inThisSecond = passesOf(80, Tier.TIER_4);
      assertThat(inThisSecond).isEqualTo(second < 20 ? 50 : 0);
      passed += inThisSecond;
    }
    assertThat(passed).isEqualTo(1000);
    assertThat(node.spend(1, app, "GET /x", Tier.TIER_4.rates())).hasValue(new Reached(1000, 1));
  }

  @Test
  void theResetIsTheTimeToTheEndOfTheWindow() {
    passesOf(100, Tier.TIER_3);

    now.set(MINUTE.plusMillis(17_500));
    assertThat(node.spend(1, app, "GET /x", Tier.TIER_3.rates())).hasValue(new Reached(100, 43));
  }

  @Test
  void appTenantAndApiCountApart() {
    passesOf(100, Tier.TIER_3);

    List<Rate> rates = Tier.TIER_3.rates();
    assertThat(node.spend(1, app, "GET /x", rates)).isPresent();
    assertThat(node.spend(2, app, "GET /x", rates)).isEmpty();
    assertThat(node.spend(1, -app, "GET /x", rates)).isEmpty();
    assertThat(node.spend(1, app, "POST /x", rates)).isEmpty();
  }

  @Test
  void nodesShareOneAllowance() {
    Allowances other = node(database);
    int passed = 0;
    for (int i = 0; i < 300; i++) {
      passed += passes(i % 3 == 0 ? other : node, Tier.TIER_3) ? 1 : 0;
    }
    assertThat(passed).isEqualTo(100);
  }

  @Test
  void whoCallsOneNodeOnlyLosesLessThanATenthToAnother() {
    Allowances other = node(database);
    assertThat(passes(other, Tier.TIER_3)).isTrue();

    assertThat(passesOf(200, Tier.TIER_3)).isEqualTo(90);
  }

  @Test
  void manyAtOnceOnManyNodesNeverGetMore() throws Exception {
    List<Allowances> nodes = List.of(node, node(database), node(database), node(database));
    AtomicInteger passed = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        Allowances through = nodes.get(i % nodes.size());
        Callable<Boolean> call = () -> passes(through, Tier.TIER_3);
        calls.add(threads.submit(call));
      }
      for (Future<Boolean> call : calls) {
        passed.addAndGet(call.get() ? 1 : 0);
      }
    }
    assertThat(passed).hasValue(100);
  }

  @Test
  void aNodeWhoseClockIsALittleBehindGetsNothingOnTop() {
    AtomicReference<Instant> behind = new AtomicReference<>(MINUTE.minusSeconds(5));
    Allowances late = new Allowances(JdbcClient.create(database.dataSource()), behind::get);
    assertThat(passesOf(60, Tier.TIER_3)).isEqualTo(60);

    int passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += passes(late, Tier.TIER_3) ? 1 : 0;
    }
    assertThat(passed).isEqualTo(40);
    assertThat(passesOf(50, Tier.TIER_3)).isZero();
  }

  @Test
  void aNodeWhoseClockIsFarAheadLocksNobodyOut() {
    Allowances ahead =
        new Allowances(
            JdbcClient.create(database.dataSource()), () -> MINUTE.plus(Duration.ofDays(1)));
    for (int i = 0; i < 101; i++) {
      passes(ahead, Tier.TIER_3);
    }

    assertThat(passesOf(101, Tier.TIER_3)).isEqualTo(100);
  }

  @Test
  void aBlockIsSpentWithoutTheDatabaseAndTheNextOneIsNot() {
    TestDatabase own = new TestDatabase().open();
    Allowances lonely = node(own);
    assertThat(passes(lonely, Tier.TIER_3)).isTrue();
    own.close();

    for (int i = 1; i < 10; i++) {
      assertThat(passes(lonely, Tier.TIER_3)).isTrue();
    }
    assertThatThrownBy(() -> passes(lonely, Tier.TIER_3)).isInstanceOf(DataAccessException.class);
  }

  @Test
  void windowsThatAreOverAreForgotten() {
    JdbcClient sql = JdbcClient.create(database.dataSource());
    passesOf(1, Tier.TIER_3);
    now.set(MINUTE.plus(Duration.ofHours(1)));
    passes(node, Tier.TIER_5);

    node.prune();
    assertThat(rows(sql)).isEqualTo(2);
    now.set(MINUTE.plus(Duration.ofHours(1)).plusSeconds(1));
    node.prune();
    assertThat(rows(sql)).isEqualTo(1);
  }

  private long rows(JdbcClient sql) {
    return sql.sql("select count(*) from rate_allowance where app_id = ?")
        .param(app)
        .query(Long.class)
        .single();
  }
}
