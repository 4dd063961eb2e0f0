package io.roomledger.sheets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where words begin, as far as this helps to find text again: at each character that is no letter
 * or digit, at each letter or digit behind such a one, and at each character that is not ASCII, of
 * which Chinese has about one a word. (The few signs that ASCII has between and behind its digits
 * and letters are taken for letters.) What two texts have in common nearly always begins there.
 */
final class WordStarts {
  private static final long HIGHEST = 0x8080808080808080L;

  /** Adds up to a highest bit from {@code '0'} on. */
  private static final long UP_TO_DIGITS = 0x5050505050505050L;

  /** Multiplied by this, the lowest bits of eight bytes come together in the highest byte. */
  private static final long GATHER = 0x0102040810204080L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private WordStarts() {}

  /**
   * The starts among some bytes of UTF-8, the first in the lowest bit. The first byte counts as one
   * unless it is inside a character.
   *
   * @param utf8 readable up to the next multiple of eight
   * @param count at most 64
   */
  static long of(byte[] utf8, int from, int count) {
    long starts = 0;
    long wordBefore = 0;
    for (int i = 0; i < count; i += Long.BYTES) {
      long eight = (long) LONGS.get(utf8, from + i);
      // Highest bits: of what is taken for letters and digits; of bytes like 10xxxxxx.
      long word = ((eight & ~HIGHEST) + UP_TO_DIGITS) & ~eight & HIGHEST;
      long inCharacter = (eight & ~(eight << 1)) & HIGHEST;
      long inWord = word & ((word << Byte.SIZE) | wordBefore);
      wordBefore = word >>> (Long.SIZE - Byte.SIZE);
      starts |= gather(~(inWord | inCharacter)) << i;
    }
    return starts & (-1L >>> (Long.SIZE - count));
  }

  private static long gather(long highestBits) {
    return (((highestBits & HIGHEST) >>> (Byte.SIZE - 1)) * GATHER) >>> (Long.SIZE - Byte.SIZE);
  }
}
