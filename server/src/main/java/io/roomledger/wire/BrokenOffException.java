package io.roomledger.wire;

import org.apache.coyote.CloseNowException;

/**
 * An answer that has begun and cannot be ended as it should: the connection is closed, so that
 * nobody takes what was sent for the whole.
 */
public final class BrokenOffException extends CloseNowException {
  private static final long serialVersionUID = 1;

  public BrokenOffException(String message, Throwable cause) {
    super(message, cause);
  }
}
