package io.roomledger.ingress;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Serves so many requests at one time, each on a virtual thread; further ones wait, and take next
 * to no memory while they do: buffers are theirs when their turn comes.
 */
final class RequestSlots implements Executor {
  /** What a request takes of the heap while it is answered, for the most part the container's. */
  private static final int REQUEST_BYTES = 115 << 10;

  private final Semaphore slots;
  private final ThreadFactory threads = Thread.ofVirtual().name("request-", 1).factory();

  /**
   * @param most requests at one time; 0 = as many as six tenths of the heap hold
   */
  RequestSlots(int most) {
    this.slots =
        new Semaphore(
            most > 0
                ? most
                : (int) Math.max(8, Runtime.getRuntime().maxMemory() / 10 * 6 / REQUEST_BYTES),
            true);
  }

  @Override
  public void execute(Runnable request) {
    threads
        .newThread(() -> {
          slots.acquireUninterruptibly();
          try {
            request.run();
          } finally {
            slots.release();
          }
        })
        .start();
  }
}
