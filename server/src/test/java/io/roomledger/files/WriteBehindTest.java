package io.roomledger.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * That the thread puts away all there is in order, tells what failed, and never outlives its file.
 */
final class WriteBehindTest {
  private static final int MANY = 1000;

  private static void putNumber(WriteBehind behind, int number) throws IOException {
    behind.put(behind.emptyBuffer().putInt(number));
  }

  private static boolean someoneWrites() {
    String name = Thread.currentThread().getName() + "-writer";
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(name));
  }

  @Test
  void putsAwayAllInOrder() throws Exception {
    AtomicInteger next = new AtomicInteger();
    WriteBehind behind =
        new WriteBehind(bytes -> {
          if (bytes.remaining() != Integer.BYTES || bytes.getInt() != next.get()) {
            throw new IOException("not number " + next.get());
          }
          next.incrementAndGet();
        });
    for (int i = 0; i < MANY; i++) {
      putNumber(behind, i);
    }
    behind.await();
    assertThat(next).hasValue(MANY);
    assertThat(someoneWrites()).isFalse();
    putNumber(behind, MANY);
    behind.await();
    assertThat(next).hasValue(MANY + 1);
  }

  @Test
  void hasNoThreadBeforeABufferIsFull() throws Exception {
    WriteBehind behind = new WriteBehind(bytes -> {});
    assertThat(behind.emptyBuffer().hasRemaining()).isTrue();
    assertThat(someoneWrites()).isFalse();
    behind.await();
  }

  @Test
  void whatFailedIsToldAndNothingIsPutAwayAfterIt() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    WriteBehind behind =
        new WriteBehind(bytes -> {
          asked.incrementAndGet();
          throw new IOException("no space left");
        });
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < MANY; i++) {
                putNumber(behind, i);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("no space left");
    assertThatThrownBy(behind::await).hasMessage("no space left");
    assertThat(asked).hasValue(1);
    assertThat(someoneWrites()).isFalse();
  }

  @Test
  void whoClosesBecauseOfAFailureLearnsOfNoOther() {
    WriteBehind behind =
        new WriteBehind(bytes -> {
          throw new IOException("no space left");
        });
    assertThatThrownBy(
            () -> {
              try (Closeable _ = behind::await) {
                for (int i = 0; i < MANY; i++) {
                  putNumber(behind, i);
                }
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("no space left");
  }

  @Test
  void whatWaitsIsDroppedWhenNobodyWantsIt() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WriteBehind behind =
        new WriteBehind(bytes -> {
          asked.incrementAndGet();
          begun.countDown();
          await(goOn);
        });
    putNumber(behind, 0);
    putNumber(behind, 1);
    begun.await();
    Thread abandons = Thread.startVirtualThread(behind::abandon);
    while (abandons.getState() == Thread.State.NEW
        || abandons.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    abandons.join();
    assertThat(asked).hasValue(1);
    assertThat(someoneWrites()).isFalse();
  }

  @Test
  void whoeverIsInterruptedKnowsThatNotAllIsPutAway() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    WriteBehind behind = new WriteBehind(bytes -> await(never));
    putNumber(behind, 0);
    putNumber(behind, 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(behind::await).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(someoneWrites()).isFalse();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
  }
}
