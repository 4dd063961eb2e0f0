package io.roomledger.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Puts away full buffers in a thread of its own, in the order in which they come, so that one
 * processor makes a file while another takes its digest and writes it. A few buffers go round; who
 * fills them waits when all are full.
 *
 * <p>The thread begins with the first full buffer: what fits one has none.
 */
final class WriteBehind {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int BUFFERS = 4;

  /** Where bytes go. */
  interface Sink {
    /** Takes all bytes up to the buffer's limit. */
    void put(ByteBuffer bytes) throws IOException;
  }

  private final Sink sink;
  private final BlockingQueue<ByteBuffer> empty = new ArrayBlockingQueue<>(BUFFERS);
  private int buffers;
  private @Nullable ExecutorService thread;
  private long handedOver;

  /** Written by the thread; read by others when it has ended. */
  private long putAway;

  private volatile @Nullable Throwable failure;
  private volatile boolean abandoned;

  WriteBehind(Sink sink) {
    this.sink = sink;
  }

  /** An empty buffer; waits for one. */
  ByteBuffer emptyBuffer() throws IOException {
    ByteBuffer free = empty.poll();
    if (free != null) {
      return free;
    }
    if (buffers < BUFFERS) {
      buffers++;
      return ByteBuffer.allocateDirect(BUFFER_BYTES);
    }
    try {
      return empty.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the disk");
    }
  }

  /**
   * Hands over what was filled.
   *
   * @throws IOException what became of an earlier one
   */
  void put(ByteBuffer filled) throws IOException {
    checkFailure();
    if (thread == null) {
      String name = Thread.currentThread().getName() + "-writer";
      thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    }
    handedOver++;
    thread.execute(() -> putAway(filled));
  }

  private void putAway(ByteBuffer filled) {
    try {
      if (failure == null && !abandoned) {
        sink.put(filled.flip());
        putAway++;
      }
    } catch (Throwable e) {
      // Told to whoever hands over the next one, or waits for the last.
      failure = e;
    } finally {
      empty.add(filled.clear());
    }
  }

  /** Waits until all that was handed over is put away; the thread has then ended. */
  void await() throws IOException {
    endThread();
    boolean interrupted = Thread.currentThread().isInterrupted();
    if (putAway != handedOver && (interrupted || failure == null)) {
      // Interrupted, it drops what waits, and what is under way fails by that.
      throw new InterruptedIOException("interrupted while waiting for the disk");
    }
    checkFailure();
  }

  /** Drops what is not put away yet; the thread has then ended. */
  void abandon() {
    abandoned = true;
    endThread();
  }

  private void endThread() {
    if (thread != null) {
      thread.close();
      thread = null;
    }
  }

  private void checkFailure() throws IOException {
    Throwable cause = failure;
    if (cause != null) {
      // A new one each time: who closes because of the first must not get that very one again, as
      // nothing can be suppressed in favour of itself.
      throw new IOException(cause.getMessage(), cause);
    }
  }
}
