package io.roomledger.files;

import org.jspecify.annotations.Nullable;

/**
 * Files cannot be kept where the settings say. The message is for the person who runs the program:
 * what is wrong, and what to do.
 */
public final class StoreStartException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoreStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
