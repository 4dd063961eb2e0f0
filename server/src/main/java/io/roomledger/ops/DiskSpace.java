package io.roomledger.ops;

import io.roomledger.files.Disks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/**
 * How much space the disks of this node have. It is looked at on a timer, so that to ask costs
 * nothing, and answers are a second old at most.
 */
public final class DiskSpace implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DiskSpace.class);
  private static final long LOOKED_AT_EVERY_MILLIS = 1000;

  private final Disks disks;
  private final long least;
  private final ScheduledExecutorService timer;
  private volatile long freeForFiles = -1;
  private volatile @Nullable String problem;

  /**
   * @param least with less on any of the disks, it is nearly full
   */
  DiskSpace(Disks disks, DataSize least) {
    this.disks = disks;
    this.least = least.toBytes();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("disk-space").factory());
    look();
    var _ =
        timer.scheduleWithFixedDelay(
            this::look, LOOKED_AT_EVERY_MILLIS, LOOKED_AT_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether no new work should be taken, so that what there is can go on. */
  public boolean nearlyFull() {
    return problem != null;
  }

  /** What is wrong, in words for an operator; null when nothing is. */
  @Nullable String problem() {
    return problem;
  }

  double freeForFiles() {
    return freeForFiles;
  }

  private void look() {
    String before = problem;
    String now = null;
    try {
      freeForFiles = free(disks.files());
      long smallest =
          Stream.concat(Stream.of(freeForFiles), disks.others().stream().map(DiskSpace::freeOrAll))
              .min(Long::compare)
              .orElseThrow();
      now = smallest >= least ? null : "less than " + least + " bytes are free";
    } catch (IOException | RuntimeException e) {
      now = "free space cannot be read: " + e;
    }
    problem = now;
    if (now != null && before == null) {
      log.error("a disk is nearly full, no new exports are taken: {}", now);
    } else if (now == null && before != null) {
      log.info("the disks have room again, exports are taken");
    }
  }

  private static long free(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /** A directory that is not there, fills nothing. */
  private static long freeOrAll(Path directory) {
    try {
      return free(directory);
    } catch (NoSuchFileException e) {
      return Long.MAX_VALUE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
