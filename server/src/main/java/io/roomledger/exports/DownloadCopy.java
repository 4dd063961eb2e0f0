package io.roomledger.exports;

import io.roomledger.wire.BrokenOffException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one download on their way into its answer. Where the system can copy them from the
 * file to the connection it does, as many as there is room for; then one small buffer goes through
 * the answer, which waits for room as every answer does, and lets go of who takes nothing.
 */
final class DownloadCopy {
  /**
   * After so many bytes some go through the answer again, however much room there is: the container
   * sees no others, and takes a connection that it sees none of for one that stands still.
   */
  private static final long MOST_PASSED_IN_A_ROW = 4 << 20;

  private final DownloadBody body;
  private final DownloadSlots.Slot slot;
  private final OutputStream answer;
  private final @Nullable WritableByteChannel connection;
  private long sent;

  /**
   * @param connection under the answer, when the body can pass to it; else null
   */
  DownloadCopy(
      DownloadBody body,
      DownloadSlots.Slot slot,
      OutputStream answer,
      @Nullable WritableByteChannel connection) {
    this.body = body;
    this.slot = slot;
    this.answer = answer;
    this.connection = connection;
  }

  /** How many bytes of the body the connection has taken so far. */
  long sent() {
    return sent;
  }

  /**
   * Sends the body to its end.
   *
   * @param first how many of its bytes are in the slot's buffer by now
   * @throws BrokenOffException when the file cannot be read
   * @throws IOException when the client is gone, or has taken nothing for too long
   */
  void run(int first) throws IOException {
    int filled = first;
    while (filled > 0) {
      if (connection == null) {
        writeTimed(filled);
      } else {
        answer.write(slot.buffer(), 0, filled);
        sent += filled;
        // What passes must not overtake it.
        answer.flush();
        pass(connection);
      }
      filled = next();
    }
    answer.flush();
  }

  private void writeTimed(int filled) throws IOException {
    long begin = System.nanoTime();
    answer.write(slot.buffer(), 0, filled);
    slot.wrote(System.nanoTime() - begin);
    sent += filled;
  }

  @SuppressWarnings("ThreadPriorityCheck") // Virtual threads only change places by themselves.
  private void pass(WritableByteChannel to) {
    long turnEnds = sent + MOST_PASSED_IN_A_ROW;
    long passed;
    do {
      passed = body.pass(to);
      sent += passed;
      // Who reads as fast as this writes must not keep the others from their turn.
      Thread.yield();
    } while (passed > 0 && sent < turnEnds);
  }

  private int next() throws BrokenOffException {
    try {
      return body.next(slot.buffer());
    } catch (IOException e) {
      throw new BrokenOffException("the file could not be read to its end", e);
    }
  }
}
