package io.roomledger.conformance;

import java.util.Locale;

/** How a client comes by the token that it calls with. */
enum ClientMode {
  /** A custom app's, which the SDK itself fetches with app id and secret. */
  FETCHED,
  /** A custom app's, handed to the client, as the documentation's samples have it. */
  PASSED,
  /** A store app's: from the ticket of an event by way of the app's token. */
  STORE,
  /** A person's, handed to the client, of the newer kind. */
  USER,
  /** A person's of the older kind, {@code u-…}. */
  USER_V1;

  /** What people read. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What clients are told, and know their limits by: one token is as good as another to them. */
  String told() {
    return isUser() ? "user" : word();
  }

  boolean isUser() {
    return this == USER || this == USER_V1;
  }
}
