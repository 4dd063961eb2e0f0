package io.roomledger.exports;

import java.util.List;
import java.util.Locale;

/** Where a task waits. */
enum Lane {
  /** Not known to be long. */
  QUICK,
  /** Found to be long; a worker that is kept for quick exports leaves it. */
  LONG;

  static final List<Lane> ALL = List.of(values());

  /** As the database has it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Lane of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
