package io.roomledger.exports;

import io.roomledger.wire.ApiException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds what downloads take of this node's memory, however many there are and however slowly they
 * are read. Each has a small buffer; those that are read fast, and whose bytes the system cannot
 * copy by itself, borrow one of a few large ones, which makes them faster.
 */
final class DownloadSlots {
  private static final int SMALL_BYTES = 8 << 10;
  private static final int LARGE_BYTES = 128 << 10;
  private static final int LARGE_ONES = 32;

  /** Who takes its bytes slower than that has no use for a large buffer. */
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long TRY_AGAIN_SECONDS = 10;

  private final int most;
  private final Semaphore slots;
  private final Semaphore largeOnes = new Semaphore(LARGE_ONES);

  /**
   * @param most downloads at one time
   */
  DownloadSlots(int most) {
    this.most = most;
    this.slots = new Semaphore(most);
  }

  /** Takes a slot, to be closed; refused when there is none. */
  Slot take() {
    if (!slots.tryAcquire()) {
      throw ApiException.tooMany(
          most, TRY_AGAIN_SECONDS, "this server sends %d files at one time".formatted(most));
    }
    return new Slot();
  }

  /** The place of one download. */
  final class Slot implements AutoCloseable {
    private final byte[] small = new byte[SMALL_BYTES];
    private byte[] buffer = small;
    private boolean borrowed;

    private Slot() {}

    /** What the next part of the file is to be read into. */
    byte[] buffer() {
      return buffer;
    }

    /** Learns how long a part took to be sent; the buffer may be another after this. */
    void wrote(long nanos) {
      if (nanos > SLOW_NANOS) {
        giveBack();
      } else if (!borrowed && largeOnes.tryAcquire()) {
        borrowed = true;
        buffer = new byte[LARGE_BYTES];
      }
    }

    private void giveBack() {
      if (borrowed) {
        borrowed = false;
        buffer = small;
        largeOnes.release();
      }
    }

    @Override
    public void close() {
      giveBack();
      slots.release();
    }
  }
}
