package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerLogTest {
  private static final int LIMIT_BYTES = 1000;

  @TempDir Path home;

  @Test
  void keepsNoMoreThanTwoFilesOfTheLimitedSize() throws IOException {
    drain(IntStream.range(0, 1000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));
    assertThat(Files.size(home.resolve("log"))).isBetween(1L, LIMIT_BYTES + 20L);
    assertThat(Files.size(home.resolve("older"))).isBetween(1L, LIMIT_BYTES + 20L);
    assertThat(Files.readString(home.resolve("log"))).endsWith("line 999\n");
    assertThat(home.toFile().list()).containsExactlyInAnyOrder("log", "older");
  }

  @Test
  void goesOnInTheFileOfTheRunBefore() throws IOException {
    drain("first run");
    drain("second run");
    assertThat(home.resolve("log")).hasContent("first run\nsecond run\n");
  }

  @Test
  void remembersTheLastLinesAndCutsLongOnes() throws IOException {
    ServerLog log =
        drain("forgotten\n" + "x".repeat(100_000) + "\n" + "line\n".repeat(28) + "the end");
    assertThat(log.tail()).startsWith("xxx").endsWith("the end").doesNotContain("forgotten");
    assertThat(log.tail().length()).isLessThan(10_000);
  }

  @Test
  void takesAllLinesEvenWhenItCannotWriteThem() throws IOException {
    Files.createDirectory(home.resolve("log"));
    assertThat(drain("one\ntwo").tail()).isEqualTo("one\ntwo");
  }

  private ServerLog drain(String text) throws IOException {
    ServerLog log = new ServerLog(home.resolve("log"), home.resolve("older"), LIMIT_BYTES);
    log.drain(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return log;
  }
}
