package io.roomledger.identity;

import java.util.Locale;

/** What an app is. */
public enum AppKind {
  /** Made in one tenant, for that tenant. */
  CUSTOM,
  /** Owned by none, installed by any tenant that wants it. */
  STORE;

  /** The word that the database and commands know it by. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AppKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
