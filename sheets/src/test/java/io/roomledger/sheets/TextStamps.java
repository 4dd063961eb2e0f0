package io.roomledger.sheets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Any texts as stamps: the value of each is its number. */
final class TextStamps implements StampFormat {
  private final List<byte[]> texts = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The value that stands for a text. */
  long value(String text) {
    return numbers.computeIfAbsent(
        text,
        _ -> {
          texts.add(text.getBytes(StandardCharsets.UTF_8));
          return texts.size() - 1;
        });
  }

  @Override
  public int write(long value, byte[] into) {
    byte[] text = texts.get(Math.toIntExact(value));
    System.arraycopy(text, 0, into, 0, text.length);
    return text.length;
  }
}
