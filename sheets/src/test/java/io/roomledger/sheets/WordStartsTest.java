package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordStartsTest {
  @Test
  void wordsBeginWhereOneWouldSay() {
    assertThat(marked("Weekly sync with R&D 98363")).isEqualTo("^.....^^...^^...^^^^^^....");
  }

  @Test
  void eachCharacterBeyondAsciiIsAWord() {
    byte[] utf8 = "关于QR码".getBytes(StandardCharsets.UTF_8);
    assertThat(marks(utf8, 0, utf8.length)).isEqualTo("^..^..^.^..");
  }

  @Test
  void theFirstByteBeginsAWordUnlessItIsInsideACharacter() {
    assertThat(marks(padded("xyz"), 1, 2)).isEqualTo("^.");
    assertThat(marks(padded("期"), 1, 2)).isEqualTo("..");
  }

  @Test
  void bytesByEightAreAsBytesOneByOne() {
    Random random = new Random(4);
    byte[] bytes = new byte[80];
    for (int round = 0; round < 10_000; round++) {
      random.nextBytes(bytes);
      int from = random.nextInt(8);
      int count = 1 + random.nextInt(64);
      assertThat(WordStarts.of(bytes, from, count)).isEqualTo(oneByOne(bytes, from, count));
    }
  }

  private static long oneByOne(byte[] utf8, int from, int count) {
    long starts = 0;
    for (int i = 0; i < count; i++) {
      boolean inCharacter = (utf8[from + i] & 0xC0) == 0x80;
      boolean inWord = i > 0 && utf8[from + i] >= '0' && utf8[from + i - 1] >= '0';
      if (!inCharacter && !inWord) {
        starts |= 1L << i;
      }
    }
    return starts;
  }

  private static String marked(String ascii) {
    return marks(padded(ascii), 0, ascii.length());
  }

  private static byte[] padded(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(utf8, utf8.length + Long.BYTES);
  }

  private static String marks(byte[] utf8, int from, int count) {
    long starts = WordStarts.of(Arrays.copyOf(utf8, utf8.length + Long.BYTES), from, count);
    StringBuilder marks = new StringBuilder();
    for (int i = 0; i < count; i++) {
      marks.append((starts >>> i & 1) == 1 ? '^' : '.');
    }
    return marks.toString();
  }
}
