package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipArchiveTest {
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_LOCATOR = 0x07064b50;

  @TempDir Path directory;

  @Test
  void smallArchivesHaveNoZip64Records() throws IOException {
    byte[] archive = archive(ZipArchive.MAX_32_BITS);
    assertThat(Archives.indexOf(archive, ZIP64_END)).isNegative();
    assertThat(Archives.indexOf(archive, ZIP64_LOCATOR)).isNegative();
    assertReadable(archive);
  }

  /** The limit is lowered, so sizes, offsets and the directory's place are all "too large". */
  @Test
  void largeArchivesAreReadThroughTheirZip64Records() throws IOException {
    byte[] archive = archive(100);
    int end = Archives.indexOf(archive, ZIP64_END);
    int locator = Archives.indexOf(archive, ZIP64_LOCATOR);
    ByteBuffer records = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(locator).isEqualTo(end + 56);
    assertThat(records.getLong(locator + 8)).as("offset of the end record").isEqualTo(end);
    assertThat(records.getLong(end + 4)).as("size of the rest of the record").isEqualTo(44);
    assertThat(records.getLong(end + 24)).as("entries").isEqualTo(3);
    assertThat(records.getLong(end + 40) + records.getLong(end + 48))
        .as("end of the directory")
        .isEqualTo(end);
    assertThat(records.getInt(locator + 20 + 16)).as("32-bit offset says: see above").isEqualTo(-1);
    assertReadable(archive);
  }

  @Test
  void entriesBearAFixedDate() throws IOException {
    Path file = Files.write(directory.resolve("a.zip"), archive(ZipArchive.MAX_32_BITS));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getTimeLocal).distinct())
          .containsExactly(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    }
  }

  private static byte[] archive(long limit) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ZipArchive archive = new ZipArchive(out, limit);
    DeflateEncoder encoder = new DeflateEncoder(archive);
    for (int i = 0; i < 3; i++) {
      byte[] bytes = content(i);
      encoder.begin("part" + i);
      encoder.append(bytes, 0, bytes.length);
      encoder.end();
    }
    archive.finish();
    return out.toByteArray();
  }

  /** Of 2, 600 and 30,000 random bytes: below the limit, then above it. */
  private static byte[] content(int i) {
    byte[] bytes = new byte[List.of(2, 600, 30_000).get(i)];
    new SplittableRandom(i).nextBytes(bytes);
    return bytes;
  }

  private void assertReadable(byte[] archive) throws IOException {
    Path file = Files.write(directory.resolve("archive.zip"), archive);
    try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.US_ASCII)) {
      assertThat(zip.size()).isEqualTo(3);
      for (int i = 0; i < 3; i++) {
        ZipEntry entry = zip.getEntry("part" + i);
        assertThat(entry.getSize()).isEqualTo(content(i).length);
        assertThat(zip.getInputStream(entry).readAllBytes()).isEqualTo(content(i));
      }
    }
  }
}
