package io.roomledger.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.roomledger.limits.Allowances.Reached;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often one address may ask for tokens, so that nobody guesses at secrets fast. Counted on each
 * node for itself. Of an IPv6 address the first 64 bits count, since who has one has them all.
 */
final class AddressLimit {
  private static final int WINDOW_SECONDS = 60;
  private static final int MOST_KEPT = 100_000;
  private static final int IPV6_PREFIX_BYTES = 8;

  private final long perMinute;
  private final InstantSource clock;
  private final Cache<String, Window> windows =
      Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

  /**
   * @param perMinute 0 = any number
   */
  AddressLimit(long perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  private record Window(long start, long count) {}

  /** Counts a request; the limit, when it is reached. */
  Optional<Reached> spend(String address) {
    if (perMinute == 0) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    long start = Math.floorDiv(now.getEpochSecond(), (long) WINDOW_SECONDS) * WINDOW_SECONDS;
    Window window =
        windows.asMap().compute(network(address), (key, before) -> counted(before, start));
    return window.count() <= perMinute
        ? Optional.empty()
        : Optional.of(
            new Reached(
                perMinute,
                Allowances.secondsUntil(now, Instant.ofEpochSecond(start + WINDOW_SECONDS))));
  }

  private static Window counted(@Nullable Window before, long start) {
    return before == null || before.start() != start
        ? new Window(start, 1)
        : new Window(start, before.count() + 1);
  }

  private static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      // A literal address, so that no name is looked up.
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return bytes.length == 4
          ? address
          : HexFormat.of().formatHex(Arrays.copyOf(bytes, IPV6_PREFIX_BYTES));
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
