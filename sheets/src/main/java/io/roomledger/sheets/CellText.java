package io.roomledger.sheets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What text needs before it may stand in a cell, found in one pass and kept as flags.
 *
 * <p>XML 1.0 cannot hold most control characters, nor U+FFFE and U+FFFF, and XML parsers turn CR
 * into LF. SpreadsheetML (ECMA-376 part 1, 22.9.2.19, {@code ST_Xstring}) therefore writes such a
 * character as {@code _xHHHH_}, which makes a literal {@code _xHHHH_} ambiguous: its first
 * underscore becomes {@code _x005F_}. TAB and LF stay themselves.
 */
final class CellText {
  /** UTF-16 units in the longest text a cell may hold. */
  static final int MAX_LENGTH = 32_767;

  /** A spreadsheet program would take it for a formula. */
  static final int FORMULA = 1;

  /** Has white space that XML readers may drop unless told {@code xml:space="preserve"}. */
  static final int PRESERVE = 1 << 1;

  /** Cannot go into XML as it is; {@link #escape} makes it fit. */
  static final int ESCAPE = 1 << 2;

  /** Has a comma, a quote or a line break, so a CSV field needs quotes around it. */
  static final int CSV_QUOTE = 1 << 3;

  /** Malformed UTF-8; {@link Utf8#repair} comes before anything else. */
  static final int MALFORMED = 1 << 4;

  /** Flags that each ASCII character brings along wherever it stands. */
  private static final byte[] ASCII = new byte[128];

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  static {
    for (int c = 0; c < ' '; c++) {
      ASCII[c] = ESCAPE;
    }
    ASCII['\t'] = PRESERVE;
    ASCII['\n'] = PRESERVE | CSV_QUOTE;
    ASCII['\r'] = ESCAPE | CSV_QUOTE;
    ASCII['&'] = ESCAPE;
    ASCII['<'] = ESCAPE;
    ASCII['>'] = ESCAPE;
    ASCII['_'] = ESCAPE;
    ASCII['"'] = CSV_QUOTE;
    ASCII[','] = CSV_QUOTE;
  }

  private static final long ONES = 0x0101010101010101L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private CellText() {}

  /** The flags of a text. */
  static int flags(byte[] utf8, int from, int to) {
    if (from == to) {
      return 0;
    }
    int flags = isFormula(utf8, from, to) ? FORMULA : 0;
    if (utf8[from] == ' ' || utf8[to - 1] == ' ') {
      flags |= PRESERVE;
    }
    int i = from;
    while (i < to) {
      long eight = i + Long.BYTES <= to ? (long) LONGS.get(utf8, i) : lastBytes(utf8, i, to);
      // One of the two is 0. Which one need not be asked, and could not be foreseen in mixed text.
      int step = bareBytes(eight) + Utf8.plainThrees(eight);
      if (step > 0) {
        i += step;
      } else if (utf8[i] >= 0) {
        flags |= ASCII[utf8[i++]];
      } else {
        int length = Utf8.sequenceLength(utf8, i, to);
        if (length == 0) {
          return flags | MALFORMED;
        }
        flags |= isNonCharacter(utf8, i) ? ESCAPE : 0;
        i += length;
      }
    }
    return flags;
  }

  /** Fewer than eight bytes, up to the end, and blanks behind them. */
  private static long lastBytes(byte[] utf8, int from, int to) {
    int bits = Byte.SIZE * (to - from);
    long blanks = 0x2020202020202020L << bits;
    if (to >= Long.BYTES) {
      return blanks | ((long) LONGS.get(utf8, to - Long.BYTES) >>> (Long.SIZE - bits));
    }
    long last = 0;
    for (int i = to - 1; i >= from; i--) {
      last = last << Byte.SIZE | (utf8[i] & 0xFF);
    }
    return blanks | last;
  }

  /** Whether a text is ASCII that needs nothing at all in a cell. */
  static boolean isPlainAscii(byte[] text, int from, int to) {
    if (from == to || text[from] == ' ' || text[to - 1] == ' ' || isFormula(text, from, to)) {
      return false;
    }
    if (to - from >= Long.BYTES) {
      // Some of the last are looked at twice, which is faster than the rest one by one.
      long found = inTheWay((long) LONGS.get(text, to - Long.BYTES));
      for (int i = from; i + Long.BYTES < to; i += Long.BYTES) {
        found |= inTheWay((long) LONGS.get(text, i));
      }
      return (found & ONES << 7) == 0;
    }
    for (int i = from; i < to; i++) {
      int b = text[i];
      if (b < 0 || (ASCII[b] & ~CSV_QUOTE) != 0) {
        return false;
      }
    }
    return true;
  }

  /** How many bytes of eight, up to the first other one, are ASCII that brings no flag at all. */
  private static int bareBytes(long eight) {
    long quote = (eight ^ 0x2222222222222222L) - ONES;
    long comma = (eight ^ 0x2C2C2C2C2C2C2C2CL) - ONES;
    // A borrow goes on into the bytes above; the lowest one found is right.
    return Long.numberOfTrailingZeros((inTheWay(eight) | quote | comma) & ONES << 7) >>> 3;
  }

  /**
   * Sets the highest bit of bytes that are not ASCII, or bring a flag other than {@link
   * #CSV_QUOTE}: where subtracting borrows into it, one below a blank from the byte, or one from
   * what exclusive or with the looked for made zero.
   */
  private static long inTheWay(long eight) {
    long control = eight - 0x2020202020202020L;
    long ampersand = (eight ^ 0x2626262626262626L) - ONES;
    long angle = ((eight | 0x0202020202020202L) ^ 0x3E3E3E3E3E3E3E3EL) - ONES;
    long underscore = (eight ^ 0x5F5F5F5F5F5F5F5FL) - ONES;
    return eight | control | ampersand | angle | underscore;
  }

  /**
   * Whether the first character starts a formula: ASCII or full-width {@code = + - @}, TAB, CR or
   * LF.
   */
  static boolean isFormula(byte[] utf8, int from, int to) {
    return from < to
        && switch (utf8[from]) {
          case '=', '+', '-', '@', '\t', '\r', '\n' -> true;
          case (byte) 0xEF ->
              to - from >= 3 && utf8[from + 1] == (byte) 0xBC && isFullWidthTrigger(utf8[from + 2]);
          default -> false;
        };
  }

  /** Third byte of U+FF1D, U+FF0B, U+FF0D, U+FF20. */
  private static boolean isFullWidthTrigger(byte third) {
    return third == (byte) 0x9D
        || third == (byte) 0x8B
        || third == (byte) 0x8D
        || third == (byte) 0xA0;
  }

  /**
   * Refuses text that no cell may hold.
   *
   * @throws IllegalArgumentException past {@value #MAX_LENGTH} UTF-16 units
   */
  static void checkLength(String text) {
    if (text.length() > MAX_LENGTH) {
      throw tooLong(text.length());
    }
  }

  /**
   * As {@link #checkLength(String)}, for UTF-8; a byte is at most one unit, so short text is not
   * counted.
   */
  static void checkLength(byte[] utf8, int from, int to) {
    if (to - from > MAX_LENGTH && Utf8.utf16Length(utf8, from, to) > MAX_LENGTH) {
      throw tooLong(Utf8.utf16Length(utf8, from, to));
    }
  }

  private static IllegalArgumentException tooLong(int units) {
    return new IllegalArgumentException("a cell holds at most 32767 UTF-16 units, not " + units);
  }

  /** Appends well-formed UTF-8 as the character data of an XML element. */
  static void escape(byte[] utf8, int from, int to, ByteArray xml) {
    for (int i = from; i < to; i++) {
      int b = utf8[i];
      switch (b) {
        case '&' -> xml.append("&amp;");
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '_' -> xml.append(looksEscaped(utf8, i, to) ? "_x005F_" : "_");
        default -> {
          if (isNonCharacter(utf8, i)) {
            appendEscape(0xFF40 | utf8[i + 2], xml);
            i += 2;
          } else if (isEscapedControl(b)) {
            appendEscape(b, xml);
          } else {
            xml.append(b);
          }
        }
      }
    }
  }

  /**
   * Whether a reader would take the underscore at {@code i} for the start of an escape. The closing
   * underscore may also be the opening one of an escape that we write for the character after the
   * four digits.
   */
  private static boolean looksEscaped(byte[] utf8, int i, int to) {
    if (i + 7 > to || utf8[i + 1] != 'x') {
      return false;
    }
    for (int digit = i + 2; digit < i + 6; digit++) {
      if (Character.digit(utf8[digit], 16) < 0) {
        return false;
      }
    }
    int closing = utf8[i + 6];
    return closing == '_' || isEscapedControl(closing) || isNonCharacter(utf8, i + 6);
  }

  private static boolean isEscapedControl(int b) {
    return b >= 0 && b < ' ' && b != '\t' && b != '\n';
  }

  /** U+FFFE and U+FFFF, in well-formed UTF-8. */
  private static boolean isNonCharacter(byte[] utf8, int i) {
    return utf8[i] == (byte) 0xEF && utf8[i + 1] == (byte) 0xBF && (utf8[i + 2] & 0xFF) >= 0xBE;
  }

  private static void appendEscape(int c, ByteArray xml) {
    xml.append("_x");
    for (int shift = 12; shift >= 0; shift -= 4) {
      xml.append(HEX[c >> shift & 15]);
    }
    xml.append("_");
  }
}
