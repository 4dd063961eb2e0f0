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
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int CAPACITY = 1 << 16;

  /** As many whole bytes as a piece can bring. */
  private static final int MOST_BYTES = Piece.MAX_BITS / Byte.SIZE;

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
   * @param count at most {@link Piece#MAX_BITS}, which still fit a {@code long} with 7 bits waiting
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
   * Writes {@linkplain Piece pieces}, where they are short enough two at a time: each has to wait
   * for the one before to know where it begins.
   *
   * @param count even; a piece may have no bits
   */
  void putAll(long[] pieces, int count) throws IOException {
    int done = 0;
    while (done < count) {
      if (position > CAPACITY - 2 * MOST_BYTES) {
        drain();
      }
      int fitting = (CAPACITY - position) / (2 * MOST_BYTES) * 2;
      int end = Math.min(count, done + fitting);
      putFitting(pieces, done, end);
      done = end;
    }
  }

  /** As the other, for pieces that the buffer has room for; the state is in variables meanwhile. */
  private void putFitting(long[] pieces, int from, int to) {
    byte[] bytes = buffer;
    int at = position;
    long joined = waiting;
    int bits = waitingBits;
    for (int i = from; i < to; i += 2) {
      long first = pieces[i];
      long second = pieces[i + 1];
      int count = Piece.count(first) + Piece.count(second);
      if (count > Piece.MAX_BITS) {
        joined |= Piece.bits(first) << bits;
        bits += Piece.count(first);
        LONGS.set(bytes, at, joined);
        at += bits >>> 3;
        joined >>>= bits & ~7;
        bits &= 7;
        first = 0;
        count = Piece.count(second);
      }
      joined |= (Piece.bits(first) | (Piece.bits(second) << Piece.count(first))) << bits;
      bits += count;
      LONGS.set(bytes, at, joined);
      at += bits >>> 3;
      joined >>>= bits & ~7;
      bits &= 7;
    }
    position = at;
    waiting = joined;
    waitingBits = bits;
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
