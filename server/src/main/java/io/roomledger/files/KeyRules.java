package io.roomledger.files;

import java.util.regex.Pattern;

/** What a key looks like: good as the name of a file and of an object in whatever store. */
final class KeyRules {
  private static final Pattern KEY = Pattern.compile("[0-9a-z][0-9a-z.-]{0,99}");

  private KeyRules() {}

  static boolean isKey(String text) {
    return KEY.matcher(text).matches();
  }

  static String checked(String key) {
    if (!isKey(key)) {
      throw new IllegalArgumentException("not a key: " + key);
    }
    return key;
  }
}
