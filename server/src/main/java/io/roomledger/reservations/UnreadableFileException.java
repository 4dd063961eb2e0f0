package io.roomledger.reservations;

import java.io.IOException;

/** A file that is no CSV of reservations at all: what follows its first fault means nothing. */
public final class UnreadableFileException extends IOException {
  UnreadableFileException(String message) {
    super(message);
  }
}
