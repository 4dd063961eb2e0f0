package io.roomledger.reservations;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/**
 * Reads what the database sends in a thread of its own, so that one processor takes it from the
 * socket while another makes a file of it. Little is read ahead: a few batches, which are bounded
 * in messages and bytes.
 *
 * <p>An answer of few messages is read by whoever asks for it; the thread begins only after them.
 */
final class ReadAhead implements CopyRows.Messages, AutoCloseable {
  /** Messages that are not worth a thread. */
  private static final int FEW = 4096;

  private static final int MESSAGES_OF_A_BATCH = 256;
  private static final int BYTES_OF_A_BATCH = 1 << 16;
  private static final int BATCHES_AHEAD = 4;

  /**
   * Messages in the order in which they came.
   *
   * @param last whether no batch follows: the answer is at its end, or reading it failed
   * @param failure why it failed
   */
  private record Batch(byte[][] messages, boolean last, @Nullable Throwable failure) {}

  private static final Batch NOTHING = new Batch(new byte[0][], false, null);

  private final Connection snapshot;
  private final CopyOut copy;
  private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES_AHEAD);
  private @Nullable Thread reader;
  private Batch batch = NOTHING;
  private int taken;
  private int readHere;

  /**
   * @param snapshot the connection that the answer comes by
   */
  ReadAhead(Connection snapshot, CopyOut copy) {
    this.snapshot = snapshot;
    this.copy = copy;
  }

  @Override
  public byte @Nullable [] next() throws SQLException, IOException {
    if (readHere < FEW) {
      readHere++;
      return copy.readFromCopy();
    }
    while (taken == batch.messages.length) {
      if (batch.last) {
        return end(batch.failure);
      }
      batch = take();
      taken = 0;
    }
    return batch.messages[taken++];
  }

  private static byte @Nullable [] end(@Nullable Throwable failure)
      throws SQLException, IOException {
    return switch (failure) {
      case null -> null;
      case SQLException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IOException(failure);
    };
  }

  private Batch take() throws IOException {
    Thread thread = reader == null ? startReader() : reader;
    try {
      while (true) {
        // Alive or not is asked first: what it has put before its end is still to be taken.
        boolean alive = thread.isAlive();
        Batch next = batches.poll(alive ? 1 : 0, TimeUnit.SECONDS);
        if (next != null) {
          return next;
        }
        if (!alive) {
          throw new IOException("the thread that reads what the database sends has died");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the database", e);
    }
  }

  private Thread startReader() {
    String name = Thread.currentThread().getName() + "-reader";
    Thread started = Thread.ofPlatform().daemon().name(name).start(this::read);
    reader = started;
    return started;
  }

  /** What the thread does: reads to the end of the answer, or until it is interrupted. */
  private void read() {
    try {
      Batch read;
      do {
        read = readBatch();
        batches.put(read);
      } while (!read.last);
    } catch (InterruptedException e) {
      // Nobody takes any more.
    }
  }

  private Batch readBatch() {
    byte[][] messages = new byte[MESSAGES_OF_A_BATCH][];
    int count = 0;
    int bytes = 0;
    try {
      while (count < messages.length && bytes < BYTES_OF_A_BATCH) {
        byte[] message = copy.readFromCopy();
        if (message == null) {
          return new Batch(Arrays.copyOf(messages, count), true, null);
        }
        messages[count++] = message;
        bytes += message.length;
      }
    } catch (Throwable e) {
      // Told to whoever takes, behind the messages that came before.
      return new Batch(Arrays.copyOf(messages, count), true, e);
    }
    return new Batch(Arrays.copyOf(messages, count), false, null);
  }

  /**
   * Ends the thread; and the connection, unless the answer was read to its end. Told to cancel, the
   * server may do so too late and end the next statement in its place, and from then on answers
   * belong to other questions: such a connection must serve nobody.
   */
  @Override
  public void close() throws SQLException {
    if (reader != null) {
      if (!batch.last) {
        // Whatever the thread waits for, the database or a place to put things, it is in vain now.
        snapshot.abort(Runnable::run);
        reader.interrupt();
      }
      joinReader(reader);
    }
    if (copy.isActive()) {
      snapshot.abort(Runnable::run);
    }
  }

  private static void joinReader(Thread reader) {
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
