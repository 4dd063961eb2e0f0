package io.roomledger.sheets;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Packs bits into bytes the way DEFLATE reads them: the first bit is the lowest of the first byte
 * (RFC 1951, 3.1.1).
 *
 * <p>Up to 7 bits wait for their byte to fill. A new piece is joined to them in a {@code long}, all
 * eight bytes are stored whether full or not, and the position moves on by the whole bytes only, so
 * there is neither a branch nor a loop per piece.
 */
final class BitWriter {
  /** The longest piece: with 7 bits waiting it still fits a {@code long}. */
  static final int MAX_PIECE = 56;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int CAPACITY = 1 << 16;

  private final ZipArchive archive;
  private final byte[] buffer = new byte[CAPACITY + 2 * Long.BYTES];
  private int position;
  private long waiting;
  private int waitingBits;
  private long drained;

  BitWriter(ZipArchive archive) {
    this.archive = archive;
  }

  /** Whole bytes written since the beginning. */
  long bytes() {
    return drained + position;
  }

  /**
   * Writes the low {@code count} bits of a piece.
   *
   * @param piece has no bits above {@code count}
   * @param count at most {@link #MAX_PIECE}
   */
  void put(long piece, int count) throws IOException {
    long joined = waiting | piece << waitingBits;
    int bits = waitingBits + count;
    LONGS.set(buffer, position, joined);
    position += bits >>> 3;
    waiting = joined >>> (bits & ~7);
    waitingBits = bits & 7;
    if (position >= CAPACITY) {
      drain();
    }
  }

  /**
   * Writes the code of each byte of a range.
   *
   * @param codes by byte value: code in the low 16 bits, its length (at most 15) above
   */
  void putCodes(int[] codes, byte[] bytes, int from, int to) throws IOException {
    int i = from;
    for (; i + 3 <= to; i += 3) {
      int first = codes[bytes[i] & 0xFF];
      int second = codes[bytes[i + 1] & 0xFF];
      int third = codes[bytes[i + 2] & 0xFF];
      int two = (first >>> 16) + (second >>> 16);
      long piece =
          (first & 0xFFFF) | (second & 0xFFFF) << (first >>> 16) | (long) (third & 0xFFFF) << two;
      put(piece, two + (third >>> 16));
    }
    for (; i < to; i++) {
      int code = codes[bytes[i] & 0xFF];
      put(code & 0xFFFF, code >>> 16);
    }
  }

  /** Fills the last byte with zero bits and hands everything to the archive. */
  void finish() throws IOException {
    if (waitingBits > 0) {
      put(0, 8 - waitingBits);
    }
    drain();
  }

  private void drain() throws IOException {
    archive.write(buffer, 0, position);
    drained += position;
    position = 0;
  }
}
