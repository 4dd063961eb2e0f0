package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.files.FileStore;
import io.roomledger.files.PendingFile;
import io.roomledger.files.StoredFile;
import io.roomledger.testing.TestProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which way the bytes of a file take, by what the connection has room for. */
final class DownloadCopyTest {
  private static final int SIZE = 5_000_000;
  private static final int SMALL_BUFFER = 8 << 10;

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final byte[] bytes = new byte[SIZE];
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final Answer answer = new Answer();
  private final Connection connection = new Connection();

  /** Waits for room, as answers do, and keeps everything until it is flushed. */
  private final class Answer extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int written;

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      kept.write(source, offset, length);
      written += length;
    }

    @Override
    public void flush() throws IOException {
      kept.writeTo(received);
      kept.reset();
      connection.room = connection.roomAtOnce;
    }
  }

  private final class Connection implements WritableByteChannel {
    private int roomAtOnce;
    private int room;
    private boolean broken;

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (broken) {
        throw new ClosedChannelException();
      }
      byte[] taken = new byte[Math.min(room, source.remaining())];
      source.get(taken);
      received.writeBytes(taken);
      room -= taken.length;
      return taken.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Copies a file of the store from this byte on; how many bytes were counted. */
  private long copy(int from) throws IOException {
    new Random(3).nextBytes(bytes);
    FileStore store = program.files();
    StoredFile file;
    try (PendingFile pending = store.create("copy-" + System.nanoTime() + ".xlsx")) {
      pending.write(bytes);
      file = pending.publish();
    }
    try (DownloadSlots.Slot slot = new DownloadSlots(1).take();
        DownloadBody body =
            DownloadBody.open(store, file, new ByteRange(from, SIZE - from, SIZE))) {
      assertThat(body.canPass()).isTrue();
      DownloadCopy copy = new DownloadCopy(body, slot, answer, connection);
      copy.run(body.next(slot.buffer()));
      return copy.sent();
    }
  }

  @Test
  void aConnectionWithRoomIsGivenAllButOneSmallBufferOutOfFourMegabytes() throws IOException {
    connection.roomAtOnce = SIZE;

    assertThat(copy(0)).isEqualTo(SIZE);

    assertThat(received.toByteArray()).isEqualTo(bytes);
    assertThat(answer.written).isEqualTo(2 * SMALL_BUFFER);
  }

  @Test
  void betweenTurnsOneSmallBufferGoesThroughTheAnswer() throws IOException {
    connection.roomAtOnce = 100_000;

    assertThat(copy(1)).isEqualTo(SIZE - 1);

    assertThat(received.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, 1, SIZE));
    assertThat(answer.written).isBetween(46 * SMALL_BUFFER, 47 * SMALL_BUFFER);
  }

  @Test
  void aConnectionThatCannotBeGivenAnythingLeavesAllToTheAnswer() throws IOException {
    connection.broken = true;

    assertThat(copy(0)).isEqualTo(SIZE);

    assertThat(received.toByteArray()).isEqualTo(bytes);
    assertThat(answer.written).isEqualTo(SIZE);
  }
}
