package io.roomledger.signin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which passwords will do: long enough, and none that everybody tries first. What kinds of
 * characters it has is nobody's business.
 */
final class PasswordRules {
  static final int SHORTEST = 8;
  static final int LONGEST = 256;
  private static final Set<String> COMMON = common();

  private PasswordRules() {}

  /**
   * What is wrong with a password.
   *
   * @param known what everybody knows of the person: name, address
   */
  static Optional<String> problem(String password, Collection<String> known) {
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST || length > LONGEST) {
      return Optional.of(
          "the password must have " + SHORTEST + " to " + LONGEST + " characters, not " + length);
    }
    String folded = password.toLowerCase(Locale.ROOT);
    if (COMMON.contains(folded)) {
      return Optional.of("this password is among those that everybody tries first");
    }
    if (password.codePoints().distinct().count() == 1) {
      return Optional.of("a password of one character repeated is guessed at once");
    }
    if (known.stream().anyMatch(each -> each.toLowerCase(Locale.ROOT).equals(folded))) {
      return Optional.of("the password must not be the person's own name or address");
    }
    return Optional.empty();
  }

  private static Set<String> common() {
    try (InputStream in =
        Objects.requireNonNull(PasswordRules.class.getResourceAsStream("common-passwords.txt"))) {
      return Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\\s+"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
