package io.roomledger.sheets;

import java.nio.charset.StandardCharsets;

/** UTF-8 in byte arrays: what is well formed, and what stands in for what is not. */
final class Utf8 {
  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  /** Whether every surrogate has its partner. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** Encodes, with U+FFFD for each lone surrogate (the JDK would write a question mark). */
  static byte[] encode(String text) {
    return (isWellFormed(text) ? text : repair(text)).getBytes(StandardCharsets.UTF_8);
  }

  private static String repair(String text) {
    StringBuilder repaired = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c ->
            repaired.appendCodePoint(
                c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c));
    return repaired.toString();
  }

  /** The same text with U+FFFD for whatever is malformed. */
  static byte[] repair(byte[] utf8, int from, int to) {
    return new String(utf8, from, to - from, StandardCharsets.UTF_8)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * How many bytes at the start of eight are sequences of three of which nothing else is to be
   * asked: U+1000 to U+CFFF, among them most of Chinese, Japanese and Korean. 0, 3 or 6.
   */
  static int plainThrees(long eight) {
    int first = plainThree(eight);
    return 3 * (first + (first & plainThree(eight >>> 24)));
  }

  /** 1 if such a sequence is lowest, 0 if not. */
  private static int plainThree(long bytes) {
    int form = (bytes & 0xC0C0F0) == 0x8080E0 ? 1 : 0;
    // E1 to EC: E0 and ED want a closer look at the second byte, EE and EF at the character.
    return form & (0x1FFE >>> (bytes & 15));
  }

  /**
   * Length of the well-formed sequence of 2 to 4 bytes at {@code i}, or 0 when there is none:
   * overlong forms, surrogates and code points past U+10FFFF are malformed (Unicode, table 3-7).
   */
  static int sequenceLength(byte[] utf8, int i, int to) {
    int lead = utf8[i] & 0xFF;
    if (lead >= 0xE0 && lead < 0xF0) {
      if (i + 3 > to || !continues(utf8[i + 1]) || !continues(utf8[i + 2])) {
        return 0;
      }
      int second = utf8[i + 1] & 0xFF;
      boolean overlong = lead == 0xE0 && second < 0xA0;
      boolean surrogate = lead == 0xED && second >= 0xA0;
      return overlong || surrogate ? 0 : 3;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
      return i + 2 <= to && continues(utf8[i + 1]) ? 2 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
      if (i + 4 > to
          || !continues(utf8[i + 1])
          || !continues(utf8[i + 2])
          || !continues(utf8[i + 3])) {
        return 0;
      }
      int second = utf8[i + 1] & 0xFF;
      boolean overlong = lead == 0xF0 && second < 0x90;
      boolean tooHigh = lead == 0xF4 && second >= 0x90;
      return overlong || tooHigh ? 0 : 4;
    }
    return 0;
  }

  /** UTF-16 units of well-formed UTF-8: one per sequence, two where it has four bytes. */
  static int utf16Length(byte[] utf8, int from, int to) {
    int units = 0;
    for (int i = from; i < to; i++) {
      int b = utf8[i] & 0xFF;
      units += (b & 0xC0) == 0x80 ? 0 : b >= 0xF0 ? 2 : 1;
    }
    return units;
  }

  private static boolean continues(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
