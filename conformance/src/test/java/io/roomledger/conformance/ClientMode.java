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
  /** A person's, handed to the client. */
  USER;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
