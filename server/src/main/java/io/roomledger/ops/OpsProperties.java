package io.roomledger.ops;

import io.roomledger.identity.IpRange;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Settings of what operators ask.
 *
 * @param networks from where else than this machine metrics and the causes of health may be read;
 *     ranges like 10.0.0.0/8 parted by commas
 * @param leastFreeDisk with less space on a disk that files or the database are on, this node takes
 *     no new exports and is not ready
 */
@ConfigurationProperties("roomledger.ops")
record OpsProperties(String networks, DataSize leastFreeDisk) {
  OpsProperties {
    parse(networks);
    if (leastFreeDisk.isNegative()) {
      throw new IllegalArgumentException(
          "roomledger.ops.least-free-disk must not be negative: " + leastFreeDisk);
    }
  }

  /** The networks, beside this machine. */
  List<IpRange> ranges() {
    return parse(networks);
  }

  private static List<IpRange> parse(String networks) {
    return Arrays.stream(networks.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .map(each -> {
          try {
            return IpRange.parse(each);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("roomledger.ops.networks: " + e.getMessage(), e);
          }
        })
        .toList();
  }
}
