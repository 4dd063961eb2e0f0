package io.roomledger.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server program says: kept in two files of limited size, the last lines also in memory.
 *
 * <p>PostgreSQL's own collector can limit a file's age but not the size of all files.
 */
final class ServerLog {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);
  private static final Set<StandardOpenOption> APPEND =
      EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  private static final int TAIL_LINES = 30;

  /** Longer lines (a statement with much data in an error) are cut. */
  private static final int LINE_CHARS = 8 * 1024;

  private final Path file;
  private final Path olderFile;
  private final long fileBytes;
  private final Deque<String> tail = new ArrayDeque<>();
  private boolean writing = true;

  /**
   * @param fileBytes size at which the file becomes the older one; together they take at most about
   *     twice this
   */
  ServerLog(Path file, Path olderFile, long fileBytes) {
    this.file = file;
    this.olderFile = olderFile;
    this.fileBytes = fileBytes;
  }

  /**
   * Takes all lines until the stream ends. Goes on when the disk is full: the server must never
   * wait for its log.
   */
  void drain(InputStream in) throws IOException {
    FileChannel channel = null;
    // Not closed by itself: whoever owns the process owns its stream.
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        remember(line);
        channel = append(channel, line);
      }
    } finally {
      if (channel != null) {
        channel.close();
      }
    }
  }

  /** The last lines of this run. */
  synchronized String tail() {
    return String.join("\n", tail);
  }

  private synchronized void remember(String line) {
    if (tail.size() == TAIL_LINES) {
      tail.removeFirst();
    }
    tail.addLast(line.length() > LINE_CHARS ? line.substring(0, LINE_CHARS) : line);
  }

  private @Nullable FileChannel append(@Nullable FileChannel open, String line) {
    try {
      FileChannel channel = open == null ? open() : open;
      if (channel.size() >= fileBytes) {
        channel.close();
        Files.move(file, olderFile, StandardCopyOption.REPLACE_EXISTING);
        channel = open();
      }
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      writing = true;
      return channel;
    } catch (IOException e) {
      if (writing) {
        LOG.warn("Cannot write {}: {}", file, e.toString());
        writing = false;
      }
      return null;
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(file, APPEND, OwnerOnlyFile.permissions("rw-------"));
  }
}
