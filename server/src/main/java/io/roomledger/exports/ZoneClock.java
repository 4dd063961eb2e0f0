package io.roomledger.exports;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * A zone's offset at an instant, remembered for as long as it holds: most rows ask for the same
 * stretch of time.
 */
final class ZoneClock {
  private final ZoneRules rules;
  private long validFrom = Long.MAX_VALUE;
  private long validUntil = Long.MIN_VALUE;
  private int offsetSeconds;

  ZoneClock(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /** Seconds east of UTC. */
  int offsetSeconds(long epochSecond) {
    if (epochSecond < validFrom || epochSecond >= validUntil) {
      Instant instant = Instant.ofEpochSecond(epochSecond);
      ZoneOffsetTransition next = rules.nextTransition(instant);
      ZoneOffsetTransition previous = rules.previousTransition(instant.plusSeconds(1));
      validFrom = previous == null ? Long.MIN_VALUE : previous.toEpochSecond();
      validUntil = next == null ? Long.MAX_VALUE : next.toEpochSecond();
      offsetSeconds = rules.getOffset(instant).getTotalSeconds();
    }
    return offsetSeconds;
  }
}
