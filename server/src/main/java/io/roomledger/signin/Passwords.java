package io.roomledger.signin;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/**
 * The hash under which a password is kept: Argon2id with the parameters that OWASP recommends. Each
 * takes 19 MiB and some 50 ms, so that only a few are made at once; who must wait too long is told
 * so.
 */
final class Passwords {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int LANES = 1;
  private static final int KIBIBYTES = 19 << 10;
  private static final int PASSES = 2;
  private static final int MOST_AT_ONCE = 4;

  /** As many as there are turns, and gone a minute after the last. */
  private final Executor threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("password-", 0).factory());

  private final Duration longestWait;
  private final Argon2PasswordEncoder encoder =
      new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, KIBIBYTES, PASSES);
  private final Semaphore atOnce =
      new Semaphore(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_AT_ONCE), true);

  /** Hashes for whoever has nobody to wait for. */
  Passwords() {
    this(Duration.ofSeconds(5));
  }

  /**
   * Hashes.
   *
   * @param longestWait how long one waits for a turn
   */
  Passwords(Duration longestWait) {
    this.longestWait = longestWait;
  }

  /** What the password of nobody is compared with, in the same time. */
  private static final String NOBODYS =
      "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
          .formatted(KIBIBYTES, PASSES, LANES, "A".repeat(22), "A".repeat(43));

  /** Too many sign in at once: try again. */
  static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BusyException() {
      super("too many passwords are checked at once", null, false, false);
    }
  }

  private interface Work<T> {
    T run();
  }

  /** The hash with its salt and parameters; bytes, since a text could find its way into a log. */
  byte[] hash(String password) {
    return oneOfFew(
        () -> String.valueOf(encoder.encode(plain(password))).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Whether this is the password.
   *
   * @param hash null = there is no such account: false, after the same time
   */
  boolean matches(String password, byte @Nullable [] hash) {
    String known = hash == null ? NOBODYS : new String(hash, StandardCharsets.US_ASCII);
    return oneOfFew(() -> encoder.matches(plain(password), known)) && hash != null;
  }

  /** One and the same text whatever keyboard it was typed on. */
  private static String plain(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFKC);
  }

  private <T> T oneOfFew(Work<T> work) {
    try {
      if (!atOnce.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException();
    }
    try {
      // By a thread of the operating system, which shares the core: a virtual one would keep
      // its carrier to itself, and two of them all of a small machine.
      return CompletableFuture.supplyAsync(work::run, threads).join();
    } finally {
      atOnce.release();
    }
  }
}
