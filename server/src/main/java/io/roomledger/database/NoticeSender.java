package io.roomledger.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notices from a thread and a connection of its own, many calls in one statement.
 *
 * <p>Its own connection, because commits that hold a NOTIFY queue up behind one lock of the whole
 * server, and because a pool that is busy must not keep the other nodes asleep.
 */
final class NoticeSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeSender.class);
  private static final Duration GAP = Duration.ofMillis(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ConnectionSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Channels, so never more entries than there are channels, however long the server is away. */
  private final Set<String> waiting = new LinkedHashSet<>();

  private @Nullable Thread thread;
  private boolean closed;

  NoticeSender(ConnectionSettings settings) {
    this.settings = settings;
  }

  void send(String channel) {
    NoticeChannel.check(channel);
    lock.lock();
    try {
      if (closed || !waiting.add(channel)) {
        return;
      }
      changed.signalAll();
      if (thread == null) {
        thread = Thread.ofPlatform().name("notice-sender").daemon(true).unstarted(this::run);
        // Not that of the request that happens to send first: a web application would be kept alive
        // by it.
        thread.setContextClassLoader(NoticeSender.class.getClassLoader());
        thread.start();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits, if it can be sent now, and ends. */
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      running = thread;
    } finally {
      lock.unlock();
    }
    try {
      if (running != null && !running.join(CLOSE_LIMIT)) {
        running.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Backoff backoff = new Backoff();
    try {
      boolean more = true;
      while (more) {
        try (Connection connection = settings.connect();
            PreparedStatement statement =
                connection.prepareStatement(
                    "select pg_notify(channel, '') from unnest(?) channel")) {
          more = sendAll(connection, statement, backoff);
        } catch (SQLException e) {
          LOG.debug("Notices are late", e);
          more = pause(backoff.next());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends on one connection until it breaks. Returns false when closed and done. */
  private boolean sendAll(Connection connection, PreparedStatement statement, Backoff backoff)
      throws SQLException, InterruptedException {
    connection.setNetworkTimeout(Runnable::run, (int) ANSWER_LIMIT.toMillis());
    for (Set<String> channels = take(); !channels.isEmpty(); channels = take()) {
      boolean sent = false;
      try {
        statement.setArray(1, connection.createArrayOf("text", channels.toArray()));
        statement.execute();
        sent = true;
      } finally {
        if (!sent) {
          putBack(channels);
        }
      }
      backoff.reset();
      pause(GAP);
    }
    return false;
  }

  /** Waits for work; empty means closed. */
  private Set<String> take() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      Set<String> taken = Set.copyOf(waiting);
      waiting.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void putBack(Set<String> channels) {
    lock.lock();
    try {
      waiting.addAll(channels);
    } finally {
      lock.unlock();
    }
  }

  /** Lets time pass; false at once when closed. */
  private boolean pause(Duration duration) throws InterruptedException {
    lock.lock();
    try {
      long nanos = duration.toNanos();
      while (nanos > 0 && !closed) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }
}
