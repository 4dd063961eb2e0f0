package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnerOnlyFileTest {
  @TempDir Path home;

  @Test
  void isReadableByItsOwnerAlone() throws IOException {
    Path file = home.resolve("key");
    OwnerOnlyFile.write(file, bytes("one"));
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(OwnerOnlyFile.read(file)).isEqualTo(bytes("one"));
  }

  @Test
  void becomesOwnerOnlyWhenReplaced() throws IOException {
    Path file = Files.writeString(home.resolve("key"), "open to all");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    OwnerOnlyFile.write(file, bytes("two"));
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(OwnerOnlyFile.read(file)).isEqualTo(bytes("two"));
  }

  @Test
  void isNotReadWhenAnybodyElseMayTouchIt() throws IOException {
    Path file = home.resolve("key");
    OwnerOnlyFile.write(file, bytes("secret"));
    for (String loose : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(loose));
      assertThatIOException()
          .isThrownBy(() -> OwnerOnlyFile.read(file))
          .withMessageContaining(loose)
          .withMessageContaining("chmod 600 " + file);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(OwnerOnlyFile.read(file)).isEqualTo(bytes("secret"));
  }

  @Test
  void leavesNothingBesideIt() throws IOException {
    OwnerOnlyFile.write(home.resolve("key"), bytes("one"));
    Files.createDirectory(home.resolve("directory"));
    Files.createFile(home.resolve("directory/inside"));
    assertThatIOException()
        .isThrownBy(() -> OwnerOnlyFile.write(home.resolve("directory"), bytes("two")));
    assertThatIOException()
        .isThrownBy(() -> OwnerOnlyFile.write(home.resolve("nowhere/key"), bytes("two")));
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("key", "directory");
    }
  }

  @Test
  void isReadAsAWholeWhileItIsReplaced() throws Exception {
    Path file = home.resolve("key");
    OwnerOnlyFile.write(file, filled(0));
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          try {
            for (int i = 1; i <= 50; i++) {
              OwnerOnlyFile.write(file, filled(i));
            }
          } catch (IOException e) {
            throw new AssertionError(e);
          } finally {
            done.set(true);
          }
        });
    while (!done.get()) {
      byte[] content = OwnerOnlyFile.read(file);
      assertThat(content).isEqualTo(filled(content[0]));
    }
    writer.get();
    assertThat(OwnerOnlyFile.read(file)).isEqualTo(filled(50));
  }

  @Test
  void saysWhenItDoesNotExist() {
    assertThatIOException()
        .isThrownBy(() -> OwnerOnlyFile.read(home.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void makesDirectoriesForTheOwnerAlone() throws IOException {
    OwnerOnlyFile.createDirectories(home.resolve("a/b"));
    assertThat(permissions(home.resolve("a"))).isEqualTo("rwx------");
    assertThat(permissions(home.resolve("a/b"))).isEqualTo("rwx------");

    Path open = Files.createDirectory(home.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    OwnerOnlyFile.createDirectories(open);
    assertThat(permissions(open)).isEqualTo("rwxr-xr-x");
  }

  private static byte[] filled(int value) {
    byte[] content = new byte[20_000];
    Arrays.fill(content, (byte) value);
    return content;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
