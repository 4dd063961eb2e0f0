package io.roomledger.sheets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow as they are appended; for small parts and rare paths, not for rows. */
final class ByteArray {
  private byte[] bytes;
  private int length;

  ByteArray(int capacity) {
    bytes = new byte[capacity];
  }

  /** The array behind; valid up to {@link #length} and until the next append. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  void append(int b) {
    reserve(1);
    bytes[length++] = (byte) b;
  }

  void append(byte[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
  }

  /** Appends ASCII. */
  void append(String ascii) {
    byte[] source = ascii.getBytes(StandardCharsets.US_ASCII);
    append(source, 0, source.length);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
