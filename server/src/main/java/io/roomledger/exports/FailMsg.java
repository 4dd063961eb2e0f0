package io.roomledger.exports;

import io.roomledger.files.StorageException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** What callers read in fail_msg: few texts, which tell what happened and nothing of the inside. */
final class FailMsg {
  static final String NOT_HELD = "no permission";
  static final String WORKER_LOST = "internal error: the server ended while it wrote the file";
  static final String DISK_FULL = "internal error: no space is left for the file";
  static final String FILE = "internal error: the file could not be written";
  static final String STORE = "internal error: the file could not be stored";
  static final String DATABASE = "internal error: the database could not be read";
  static final String OTHER = "internal error";

  private FailMsg() {}

  /** What the last attempt failed for. */
  static String of(Throwable cause) {
    for (@Nullable Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof SQLException || each instanceof DataAccessException) {
        return DATABASE;
      }
      if (each instanceof StorageException) {
        return STORE;
      }
      if (each instanceof IOException) {
        return isFull(each) ? DISK_FULL : FILE;
      }
    }
    return OTHER;
  }

  /** Java has no type for it, only the words of the operating system. */
  private static boolean isFull(Throwable cause) {
    String words =
        cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
    return words != null
        && (words.contains("No space left on device") || words.contains("Disk quota exceeded"));
  }
}
