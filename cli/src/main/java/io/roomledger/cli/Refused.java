package io.roomledger.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One attempt was answered with an error; whether to try again is for {@link Retry} to say. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ApiError error;
  private final @Nullable Duration requestedWait;

  /**
   * @param requestedWait how long the server asks to stay away
   */
  Refused(ApiError error, @Nullable Duration requestedWait) {
    super(error.message());
    this.error = error;
    this.requestedWait = requestedWait;
  }

  ApiError error() {
    return error;
  }

  @Nullable Duration requestedWait() {
    return requestedWait;
  }
}
