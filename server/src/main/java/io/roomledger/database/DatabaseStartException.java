package io.roomledger.database;

import org.jspecify.annotations.Nullable;

/**
 * The database cannot be used. The message is for the person who runs the program: what is wrong,
 * and what to do.
 */
public final class DatabaseStartException extends RuntimeException {
  public DatabaseStartException(String message) {
    super(message);
  }

  public DatabaseStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
