package io.roomledger.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/**
 * How often one app may call this handler for one tenant, by the documented tiers; each method and
 * path counts apart.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface RateTier {
  Tier value();

  /**
   * So many requests in a window of so many seconds; windows begin at whole multiples of their
   * length.
   */
  record Rate(long requests, int seconds) {
    public Rate {
      if (requests < 1 || seconds < 1) {
        throw new IllegalArgumentException("a rate has at least one request in one second");
      }
    }

    static Rate perMinute(long requests) {
      return new Rate(requests, 60);
    }

    static Rate perSecond(long requests) {
      return new Rate(requests, 1);
    }
  }

  /** The documented tiers. All rates of a tier hold; the longest window comes first. */
  enum Tier {
    TIER_1(Rate.perMinute(10)),
    TIER_2(Rate.perMinute(20)),
    TIER_3(Rate.perMinute(100)),
    TIER_4(Rate.perMinute(1000), Rate.perSecond(50)),
    TIER_5(Rate.perSecond(1)),
    TIER_6(Rate.perSecond(5)),
    TIER_7(Rate.perSecond(10)),
    TIER_8(Rate.perSecond(20)),
    TIER_9(Rate.perSecond(50)),
    TIER_11(Rate.perSecond(100)),
    TIER_21(Rate.perSecond(3));

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes what nobody changes.
    private final List<Rate> rates;

    Tier(Rate... rates) {
      this.rates = List.of(rates);
    }

    public List<Rate> rates() {
      return rates;
    }
  }
}
