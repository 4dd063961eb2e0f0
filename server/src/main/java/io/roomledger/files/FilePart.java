package io.roomledger.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** Some bytes of an open file, which outlive its name; several parts may be read at once. */
public final class FilePart extends InputStream {
  private final FileChannel channel;
  private final boolean closesFile;
  private final long end;
  private long position;

  private FilePart(FileChannel channel, long first, long length, boolean closesFile) {
    this.channel = channel;
    this.closesFile = closesFile;
    this.position = first;
    this.end = first + length;
  }

  /** A part of a file that others read, too: closing it leaves the file open. */
  static FilePart ofShared(FileChannel channel, long first, long length) {
    return new FilePart(channel, first, length, false);
  }

  /** A part of a file that is open for it alone. */
  static FilePart ofOwn(FileChannel channel, long first, long length) {
    return new FilePart(channel, first, length, true);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (position == end) {
      return -1;
    }
    int most = (int) Math.min(length, end - position);
    int read = channel.read(ByteBuffer.wrap(bytes, offset, most), position);
    if (read < 0) {
      throw new EOFException("the file ends before it should");
    }
    position += read;
    return read;
  }

  /**
   * Has the system copy what comes next, without a detour through this program.
   *
   * @param most bytes
   * @return how many bytes were taken; 0 when the channel has no room now, or nothing is left
   */
  public long copyTo(WritableByteChannel channelOut, long most) throws IOException {
    long copied = channel.transferTo(position, Math.min(most, end - position), channelOut);
    position += copied;
    return copied;
  }

  @Override
  public void close() throws IOException {
    if (closesFile) {
      channel.close();
    }
  }
}
