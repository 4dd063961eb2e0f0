package io.roomledger.exports;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that a Range header asks for.
 *
 * @param first the first byte, from 0
 * @param length bytes
 * @param size bytes of the whole file
 */
record ByteRange(long first, long length, long size) {
  private static final Pattern ONE_RANGE =
      Pattern.compile("\\s*bytes\\s*=\\s*(\\d*)\\s*-\\s*(\\d*)\\s*", Pattern.CASE_INSENSITIVE);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  static ByteRange all(long size) {
    return new ByteRange(0, size, size);
  }

  /** Reads the header; one that is malformed, or asks for several ranges, is as good as none. */
  static ByteRange parse(String header, long size) {
    Matcher matcher = ONE_RANGE.matcher(header);
    if (!matcher.matches()) {
      return all(size);
    }
    String from = matcher.group(1);
    String to = matcher.group(2);
    if (from.isEmpty()) {
      if (to.isEmpty()) {
        return all(size);
      }
      long length = Math.min(size, number(to));
      return new ByteRange(size - length, length, size);
    }
    long first = number(from);
    if (!to.isEmpty() && number(to) < first) {
      return all(size);
    }
    long last = to.isEmpty() ? size - 1 : Math.min(size - 1, number(to));
    return new ByteRange(first, Math.max(0, last - first + 1), size);
  }

  /** However many digits there are: what lies far past the end lies past the end. */
  private static long number(String digits) {
    return new BigInteger(digits).min(LARGEST).longValue();
  }

  boolean whole() {
    return length == size;
  }

  /** Whether nothing of what is asked for is in the file. */
  boolean unsatisfiable() {
    return size > 0 && length == 0;
  }

  String contentRange() {
    return "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }
}
