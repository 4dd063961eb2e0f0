package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The encoder's output goes through the JDK's inflater, which knows nothing of the encoder. */
class DeflateEncoderTest {
  private static final int LOCAL_HEADER_LENGTH = 30;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 257, 258, 259, 32_767, 32_768, 32_769, 262_144, 1_000_000})
  void unpacksRunsOfOneByte(int length) throws Exception {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'a');
    assertThat(inflate(deflate(bytes), length)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"2, 3000000", "3, 500000", "16, 3000000", "256, 1500000", "250, 40000"})
  void unpacksRandomBytes(int alphabet, int length) throws Exception {
    SplittableRandom random = new SplittableRandom(alphabet);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(alphabet);
    }
    assertThat(inflate(deflate(bytes), length)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void unpacksPiecesRepeatedFromAnyDistance(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[2_000_000];
    random.nextBytes(bytes);
    for (int at = 70_000; at < bytes.length - 1000; at += random.nextInt(1, 900)) {
      int distance = random.nextInt(1, 1 << random.nextInt(1, 17));
      int length = random.nextInt(1, 600);
      for (int i = 0; i < length; i++) {
        bytes[at + i] = bytes[at + i - distance];
      }
    }
    byte[] compressed = deflate(bytes);
    assertThat(inflate(compressed, bytes.length)).isEqualTo(bytes);
    assertThat(compressed.length).isLessThan(bytes.length);
  }

  @Test
  void fitsNewCodesWhenTheDataChanges() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    byte[] bytes = new byte[8_000_000];
    for (int i = 0; i < bytes.length; i++) {
      // Each half has sixteen byte values of its own.
      bytes[i] = (byte) (i / 4_000_000 * 16 + random.nextInt(16));
    }
    byte[] compressed = deflate(bytes);
    assertThat(inflate(compressed, bytes.length)).isEqualTo(bytes);
    assertThat(compressed.length).isLessThan((int) (bytes.length * 0.75));
  }

  @Test
  void startsAfreshWithEachEntry() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ZipArchive archive = new ZipArchive(out, ZipArchive.MAX_32_BITS);
    DeflateEncoder encoder = new DeflateEncoder(archive);
    String text = "the same text, and again the same text; ".repeat(3000);
    for (String path : new String[] {"a", "b", "c"}) {
      encoder.begin(path);
      encoder.append(text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
      encoder.end();
    }
    archive.finish();
    assertThat(Archives.parts(out.toByteArray()))
        .hasSize(3)
        .allSatisfy((_, part) -> assertThat(part).isEqualTo(text));
  }

  private static byte[] deflate(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DeflateEncoder encoder = new DeflateEncoder(new ZipArchive(out, ZipArchive.MAX_32_BITS));
    encoder.begin("");
    encoder.append(bytes, 0, bytes.length);
    encoder.end();
    return Arrays.copyOfRange(out.toByteArray(), LOCAL_HEADER_LENGTH, out.size());
  }

  private static byte[] inflate(byte[] compressed, int length) throws DataFormatException {
    byte[] bytes = new byte[length + 1];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(compressed);
      int size = inflater.inflate(bytes);
      assertThat(inflater.finished() || (length == 0 && inflater.inflate(bytes) == 0)).isTrue();
      return Arrays.copyOf(bytes, size);
    }
  }
}
