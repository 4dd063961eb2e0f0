package io.roomledger.torture;

/** Something that must never be so; or a step that was not come to, which proves nothing. */
final class Violation extends Exception {
  private static final long serialVersionUID = 1;

  Violation(String message) {
    super(message);
  }
}
