package io.roomledger.cli;

import org.jspecify.annotations.Nullable;

/**
 * The export did not come about. Carries all that is told to the user: what happened, the server's
 * words, what to do next.
 */
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient @Nullable ApiError apiError;
  private final @Nullable String next;

  private Failure(
      ExitCode exitCode, String message, @Nullable ApiError apiError, @Nullable String next) {
    super(message);
    this.exitCode = exitCode;
    this.apiError = apiError;
    this.next = next;
  }

  static Failure of(ExitCode exitCode, String message) {
    return new Failure(exitCode, message, null, null);
  }

  /**
   * @param next what the user can do about it
   */
  static Failure of(ExitCode exitCode, String message, String next) {
    return new Failure(exitCode, message, null, next);
  }

  static Failure of(ApiError error) {
    return new Failure(error.exitCode(), error.explanation(), error, error.next());
  }

  ExitCode exitCode() {
    return exitCode;
  }

  String what() {
    String message = getMessage();
    return message == null ? exitCode.word() : message;
  }

  @Nullable ApiError apiError() {
    return apiError;
  }

  @Nullable String next() {
    return next;
  }
}
