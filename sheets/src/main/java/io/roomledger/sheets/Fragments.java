package io.roomledger.sheets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Short pieces of XML that return in row after row, each with the place in the window where it was
 * last written.
 */
final class Fragments {
  private final byte[] bytes;
  private final int stride;
  private final int[] lengths;
  private final int[] lastSeen;

  Fragments(List<String> texts) {
    int longest = texts.stream().mapToInt(String::length).max().orElse(0);
    stride = (longest + 7) / 8 * 8;
    bytes = new byte[stride * texts.size()];
    lengths = new int[texts.size()];
    for (int i = 0; i < lengths.length; i++) {
      byte[] text = texts.get(i).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, bytes, i * stride, text.length);
      lengths[i] = text.length;
    }
    lastSeen = SlidingWindow.noPositions(lengths.length);
  }

  int length(int fragment) {
    return lengths[fragment];
  }

  /** Puts a fragment into a window and returns where it ends. */
  int put(int fragment, SlidingWindow window, int at) {
    int length = lengths[fragment];
    window.put(at, bytes, fragment * stride, length);
    return at + length;
  }

  /** Position in the window of the last time, possibly out of reach. */
  int lastSeen(int fragment) {
    return lastSeen[fragment];
  }

  void seen(int fragment, int position) {
    lastSeen[fragment] = position;
  }

  /** The window has moved. */
  void rebase(int shift) {
    SlidingWindow.rebase(lastSeen, shift);
  }

  /** The window is a new one. */
  void forget() {
    Arrays.fill(lastSeen, SlidingWindow.NOWHERE);
  }
}
