package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomledger.testing.Await;
import io.roomledger.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class NoticesTest {
  @RegisterExtension static final TestDatabase database = TestDatabase.empty();

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final AtomicInteger gaps = new AtomicInteger();
  private Notices notices;

  @BeforeEach
  void listen() {
    notices = new Notices(database.settings());
    notices.subscribe("news", arrived::add, gaps::incrementAndGet);
    Await.until("listening", notices::listening);
  }

  @AfterEach
  void close() throws SQLException {
    notices.close();
    awaitSessions(0);
  }

  @Test
  void carriesPayloadsOfEverybody() throws SQLException {
    Sql.run(
        database.settings(),
        "select pg_notify('news', 'one')",
        "select pg_notify('other', 'not for us')",
        "notify news, 'two'");
    Await.until("both", () -> arrived.size() == 2);
    assertThat(arrived).containsExactly("one", "two");
  }

  @Test
  void reachesOtherNodesAndItself() {
    List<String> elsewhere = new CopyOnWriteArrayList<>();
    try (Notices other = new Notices(database.settings())) {
      other.subscribe("news", elsewhere::add, () -> {});
      Await.until("listening", other::listening);
      notices.notify("news");
      Await.until("both nodes", () -> arrived.size() == 1 && elsewhere.size() == 1);
      assertThat(arrived).containsExactly("");
    }
  }

  @Test
  void tellsEverySubscriberOfTheGapBeforeItBegan() {
    assertThat(gaps).hasValue(1);
    AtomicInteger late = new AtomicInteger();
    notices.subscribe("later", arrived::add, late::incrementAndGet);
    assertThat(notices.listening() && late.get() == 0).isFalse();
    Await.until("the late one", notices::listening);
    assertThat(late).hasValue(1);
    assertThat(gaps).hasValue(1);
    notices.notify("later");
    Await.until("the notice", () -> arrived.size() == 1);
  }

  @Test
  void sendsAtMostOneNoticeInTenMilliseconds() {
    long begin = System.nanoTime();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 50_000; i++) {
                  notices.notify("news");
                }
              },
              Thread::startVirtualThread));
    }
    callers.forEach(CompletableFuture::join);
    int before = arrived.size();
    notices.notify("news");
    Await.until("the last one", () -> arrived.size() > before);
    long elapsedMillis = (System.nanoTime() - begin) / 1_000_000;
    assertThat(arrived.size()).isBetween(1, (int) (elapsedMillis / 10) + 1);
  }

  @Test
  void listensAgainAfterTheConnectionBreaks() throws SQLException {
    terminateSessions();
    Await.until("the gap to be told", () -> gaps.get() == 2);
    Await.until("listening", notices::listening);
    notices.notify("news");
    Await.until("a notice", () -> arrived.size() == 1);
  }

  @Test
  void sendsAgainAfterTheConnectionBreaks() throws SQLException {
    notices.notify("news");
    Await.until("a notice", () -> arrived.size() == 1);
    terminateSessions();
    Await.until("the gap to be told", () -> gaps.get() == 2);
    notices.notify("news");
    Await.until("another", () -> arrived.size() == 2);
  }

  @Test
  void knowsThatNothingArrivesWhileTheServerRefusesUs() throws SQLException {
    allowConnections(false);
    try {
      terminateSessions();
      Await.until("the end of listening", () -> !notices.listening());
      notices.notify("news");
    } finally {
      allowConnections(true);
    }
    Await.until("listening", notices::listening);
    assertThat(gaps).hasValue(2);
  }

  @Test
  void outlivesSubscribersThatFail() {
    List<String> second = new CopyOnWriteArrayList<>();
    notices.subscribe(
        "news",
        payload -> {
          throw new IllegalStateException("on purpose");
        },
        () -> {
          throw new IllegalStateException("on purpose");
        });
    notices.subscribe("news", second::add, () -> {});
    Await.until("listening", notices::listening);
    notices.notify("news");
    Await.until("a notice", () -> second.size() == 1);
    notices.notify("news");
    Await.until("another", () -> second.size() == 2);
  }

  @Test
  void sendsWhatWaitsWhenItIsClosed() {
    try (Notices other = new Notices(database.settings())) {
      other.notify("news");
    }
    Await.until("the notice", () -> arrived.size() == 1);
  }

  @Test
  void takesOnlyNamesThatNeedNoQuoting() {
    for (String wrong : new String[] {"", "News", "a b", "a;drop table x", "a".repeat(64)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> notices.notify(wrong));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> notices.subscribe(wrong, arrived::add, () -> {}));
    }
  }

  private static void terminateSessions() throws SQLException {
    Sql.run(
        server(),
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
            .formatted(name()));
  }

  private static void awaitSessions(int expected) throws SQLException {
    String count =
        """
        select count(*) from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
        """;
    Await.until(
        expected + " sessions",
        () -> Sql.single(database.settings(), count).equals(Integer.toString(expected)));
  }

  /** Of the database; superusers are refused too. */
  private static void allowConnections(boolean allow) throws SQLException {
    Sql.run(server(), "alter database %s with allow_connections %s".formatted(name(), allow));
  }

  /** Another database of the same server. */
  private static ConnectionSettings server() {
    ConnectionSettings settings = database.settings();
    return new ConnectionSettings(
        settings.url().replace(name(), "postgres"), settings.user(), settings.password());
  }

  private static String name() {
    return database.settings().url().replaceFirst(".*/(test_[a-z0-9_]+).*", "$1");
  }
}
