package io.roomledger.sheets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A bounded set of words that fill many cells: names of rooms and people, words for a status.
 * Encoded and examined once, then immutable, and so safe to share between columns, writers and
 * threads.
 *
 * <p>Kept as one array of UTF-8 rather than as strings: {@link #bytes} is nearly all the memory it
 * takes.
 */
public final class Dictionary {
  private final byte[] utf8;

  /** Word {@code i} is {@code utf8[offsets[i] .. offsets[i + 1])}. */
  private final int[] offsets;

  /** {@link CellText} flags of each word. */
  private final byte[] flags;

  private Dictionary(byte[] utf8, int[] offsets, byte[] flags) {
    this.utf8 = utf8;
    this.offsets = offsets;
    this.flags = flags;
  }

  /**
   * Encodes words; their place in the list is their ordinal. Lone surrogates become U+FFFD.
   *
   * @throws IllegalArgumentException when a word has more than 32,767 UTF-16 units
   */
  public static Dictionary of(List<String> words) {
    ByteArray utf8 = new ByteArray(Math.max(64, words.size() * 16));
    int[] offsets = new int[words.size() + 1];
    byte[] flags = new byte[words.size()];
    int ordinal = 0;
    for (String word : words) {
      CellText.checkLength(word);
      byte[] encoded = Utf8.encode(word);
      flags[ordinal] = (byte) CellText.flags(encoded, 0, encoded.length);
      utf8.append(encoded, 0, encoded.length);
      offsets[++ordinal] = utf8.length();
    }
    return new Dictionary(Arrays.copyOf(utf8.bytes(), utf8.length()), offsets, flags);
  }

  /** How many words; ordinals are below it. */
  public int size() {
    return flags.length;
  }

  /**
   * The word with an ordinal.
   *
   * @throws IndexOutOfBoundsException when there is none
   */
  public String word(int ordinal) {
    Objects.checkIndex(ordinal, size());
    return new String(
        utf8, offsets[ordinal], offsets[ordinal + 1] - offsets[ordinal], StandardCharsets.UTF_8);
  }

  /** Memory taken, in bytes. */
  public long bytes() {
    return (long) utf8.length + 4L * offsets.length + flags.length;
  }

  /** All words, one after the other. */
  byte[] utf8() {
    return utf8;
  }

  /** Where a word starts in {@link #utf8}; it ends where the next one starts. */
  int offset(int ordinal) {
    return offsets[ordinal];
  }

  int flags(int ordinal) {
    return flags[ordinal];
  }
}
