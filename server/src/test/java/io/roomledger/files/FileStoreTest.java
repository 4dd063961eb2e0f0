package io.roomledger.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.testing.S3Server;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/** What every store does, the directory and the bucket. */
final class FileStoreTest {
  private static final int PART = 5 << 20;

  private static @Nullable S3Server s3;

  @TempDir private static Path directory;

  static synchronized Stream<FileStore> stores() throws IOException {
    if (s3 == null) {
      s3 = S3Server.start();
    }
    Path local = Files.createTempDirectory(directory, "local");
    Path pending = Files.createTempDirectory(directory, "s3");
    return Stream.of(new LocalFileStore(local), new S3FileStore(pending, settings(s3), "tests"));
  }

  static FileProperties.S3 settings(S3Server server) {
    return new FileProperties.S3(
        server.endpoint().toString(),
        "us-east-1",
        S3Server.BUCKET,
        "some/prefix/",
        true,
        S3Server.ACCESS_KEY,
        S3Server.SECRET_KEY,
        DataSize.ofBytes(PART),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(20),
        Duration.ofSeconds(2));
  }

  @AfterAll
  static void stop() {
    if (s3 != null) {
      s3.close();
      s3 = null;
    }
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static StoredFile publish(FileStore store, String key, byte[] bytes) throws IOException {
    try (PendingFile file = store.create(key)) {
      file.write(bytes);
      return file.publish();
    }
  }

  private static byte[] read(FileStore store, StoredFile file, long first, long length)
      throws IOException {
    try (InputStream in = store.open(file, first, length)) {
      return in.readAllBytes();
    }
  }

  /** One byte, a part exactly, one more, several parts. */
  @ParameterizedTest
  @MethodSource("stores")
  void whatWasPublishedIsReadWholeAndInPieces(FileStore store) throws IOException {
    try (store) {
      for (int size : new int[] {1, 1000, PART, PART + 1, 2 * PART + 7}) {
        byte[] bytes = bytes(size);

        StoredFile file = publish(store, size + "-1.xlsx", bytes);

        assertThat(file.size()).isEqualTo(size);
        assertThat(file.sha256())
            .isEqualTo(HexFormat.of().formatHex(Digests.sha256().digest(bytes)));
        assertThat(store.has(file)).isTrue();
        assertThat(read(store, file, 0, size)).isEqualTo(bytes);
        assertThat(read(store, file, size / 3, size / 3))
            .isEqualTo(Arrays.copyOfRange(bytes, size / 3, size / 3 + size / 3));
        assertThat(read(store, file, size - 1, 1)).containsExactly(bytes[size - 1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aKeyIsUsedOnceAndTheFirstFileStays(FileStore store) throws IOException {
    try (store) {
      for (int size : new int[] {10, PART + 10}) {
        String key = "again-" + size;
        StoredFile first = publish(store, key, bytes(size));

        assertThatThrownBy(() -> publish(store, key, bytes(size + 1)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("published before");

        assertThat(read(store, first, 0, size)).isEqualTo(bytes(size));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void whatIsNotPublishedIsNotThere(FileStore store) throws IOException {
    try (store) {
      StoredFile never = new StoredFile("never-1", 5, "00".repeat(32));
      try (PendingFile file = store.create("never-1")) {
        file.write(bytes(5));
        assertThat(store.has(never)).isFalse();
      }
      assertThatThrownBy(() -> store.open(never, 0, 5)).isInstanceOf(NoSuchFileException.class);
      assertThat(seen(store)).doesNotContain("never-1");
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aFileOfAnotherSizeIsAFault(FileStore store) throws IOException {
    try (store) {
      StoredFile file = publish(store, "size-1", bytes(10));
      StoredFile larger = new StoredFile(file.key(), 11, file.sha256());

      assertThatThrownBy(() -> store.has(larger)).isInstanceOf(StorageException.class);
      assertThatThrownBy(() -> read(store, larger, 0, 11))
          .isInstanceOfAny(StorageException.class, EOFException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void whatIsDeletedIsGoneAndWhatWasNeverThereIsNoFault(FileStore store) throws IOException {
    try (store) {
      StoredFile file = publish(store, "gone-1", bytes(10));

      store.delete(List.of("gone-1", "gone-2"));

      assertThat(store.has(file)).isFalse();
      assertThatThrownBy(() -> store.open(file, 0, 10)).isInstanceOf(NoSuchFileException.class);
      store.delete(List.of());
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aReaderIsNotDisturbedByADeletion(FileStore store) throws IOException {
    try (store) {
      byte[] bytes = bytes(3 << 20);
      StoredFile file = publish(store, "read-1", bytes);
      try (InputStream in = store.open(file, 0, bytes.length)) {
        byte[] begin = in.readNBytes(1000);
        store.delete(List.of("read-1"));

        assertThat(begin).isEqualTo(Arrays.copyOf(bytes, 1000));
        assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1000, bytes.length));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void pruningSeesEverythingAPageAtATimeAndRemovesWhatItIsTold(FileStore store) throws IOException {
    try (store) {
      store.prune(keys -> keys);
      List<String> all = IntStream.range(0, 1100).mapToObj(i -> "p%04d-1".formatted(i)).toList();
      all.parallelStream().forEach(key -> publishUnchecked(store, key));
      try (PendingFile open = store.create("pending-1")) {
        open.write(1);
        List<String> seen = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();

        int removed =
            store.prune(keys -> {
              seen.addAll(keys);
              pages.add(keys.size());
              return keys.stream().filter(key -> !key.endsWith("0-1")).toList();
            });

        assertThat(seen).hasSize(1101).containsAll(all).contains("pending-1");
        assertThat(pages).allMatch(size -> size <= 1000);
        assertThat(removed).isEqualTo(990 + 1);
        assertThatThrownBy(open::publish).isInstanceOf(IOException.class);
      }
      assertThat(seen(store)).hasSize(110).allMatch(key -> key.endsWith("0-1"));
      store.prune(keys -> keys);
      assertThat(seen(store)).isEmpty();
    }
  }

  private static void publishUnchecked(FileStore store, String key) {
    try {
      publish(store, key, new byte[] {1});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> seen(FileStore store) throws IOException {
    List<String> seen = new ArrayList<>();
    store.prune(keys -> {
      seen.addAll(keys);
      return List.of();
    });
    return seen;
  }

  @ParameterizedTest
  @MethodSource("stores")
  void whatIsNoKeyIsRefused(FileStore store) throws IOException {
    try (store) {
      for (String bad : List.of("", "../x", "a/b", "A", ".x", "x".repeat(101))) {
        assertThatThrownBy(() -> store.create(bad)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.has(new StoredFile(bad, 1, "")))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stores")
  void aStoreThatWorksHasNoProblem(FileStore store) {
    try (store) {
      assertThat(store.problem()).isNull();
    }
  }
}
