package io.roomledger.database;

import java.util.regex.Pattern;

/** Names of channels. LISTEN takes them as identifiers, which cannot be parameters. */
final class NoticeChannel {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private NoticeChannel() {}

  static void check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a channel name: " + name);
    }
  }
}
