package io.roomledger.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with one connection that listens, and connects again whenever that connection breaks.
 */
final class NoticeListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeListener.class);

  /** How soon a new subscription or the end is noticed; notices themselves arrive at once. */
  private static final Duration TICK = Duration.ofMillis(200);

  /**
   * A connection that died silently (a cable, a firewall) is found out after about the sum of
   * these.
   */
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ConnectionSettings settings;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

  /** How many of the subscribers, in their order, notices reach now. */
  private volatile int reached;

  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  NoticeListener(ConnectionSettings settings) {
    this.settings = settings;
  }

  synchronized void subscribe(String channel, Consumer<String> onNotice, Runnable onGap) {
    NoticeChannel.check(channel);
    subscribers.add(new Subscriber(channel, onNotice, onGap));
    if (thread == null && !closed) {
      thread = Thread.ofPlatform().name("notice-listener").daemon(true).start(this::run);
    }
  }

  boolean listening() {
    int now = reached;
    return now > 0 && now == subscribers.size();
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    running.interrupt();
    try {
      running.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Backoff backoff = new Backoff();
    try {
      while (!closed) {
        try (Connection connection = settings.connect()) {
          listen(connection, backoff);
        } catch (SQLException e) {
          LOG.info("Notices do not arrive, trying again: {}", e.getMessage());
        } finally {
          reached = 0;
        }
        if (!closed) {
          Thread.sleep(backoff.next());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Interrupted, which is how it ends");
    }
  }

  /** Delivers until closed, or until the connection breaks, which is an exception. */
  private void listen(Connection connection, Backoff backoff) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, (int) ANSWER_LIMIT.toMillis());
    PGConnection notices = connection.unwrap(PGConnection.class);
    long checkedAt = System.nanoTime();
    while (!closed) {
      reachNewSubscribers(connection);
      PGNotification[] arrived = notices.getNotifications((int) TICK.toMillis());
      for (PGNotification notice : arrived == null ? new PGNotification[0] : arrived) {
        deliver(notice);
      }
      if (System.nanoTime() - checkedAt > CHECK_INTERVAL.toNanos()) {
        if (!connection.isValid((int) ANSWER_LIMIT.toSeconds())) {
          throw new SQLException("the server does not answer");
        }
        checkedAt = System.nanoTime();
        backoff.reset();
      }
    }
  }

  private void reachNewSubscribers(Connection connection) throws SQLException {
    List<Subscriber> all = new ArrayList<>(subscribers);
    if (reached == all.size()) {
      return;
    }
    List<Subscriber> fresh = all.subList(reached, all.size());
    try (Statement statement = connection.createStatement()) {
      for (Subscriber subscriber : fresh) {
        statement.execute("listen " + subscriber.channel);
      }
    }
    // First the gap, then `reached`: whoever sees that we listen may rely on caches that were
    // cleared.
    for (Subscriber subscriber : fresh) {
      guarded(subscriber.onGap);
    }
    reached = all.size();
  }

  private void deliver(PGNotification notice) {
    for (Subscriber subscriber : subscribers) {
      if (subscriber.channel.equals(notice.getName())) {
        guarded(() -> subscriber.onNotice.accept(notice.getParameter()));
      }
    }
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("A subscriber to notices failed", e);
    }
  }

  private record Subscriber(String channel, Consumer<String> onNotice, Runnable onGap) {}
}
