package io.roomledger.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses callbacks may go to: all public ones, and private ones that the operator allows.
 * Asked of the address that is then connected to, so that a name cannot change its mind in between.
 */
public final class CallbackNetworks {
  /** The IANA registries of special-purpose addresses, and IPv4 addresses in IPv6 clothes. */
  private static final List<IpRange> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/8",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/9",
              "ff00::/8")
          .map(IpRange::parse)
          .toList();

  private final List<IpRange> allowed;

  private CallbackNetworks(List<IpRange> allowed) {
    this.allowed = allowed;
  }

  /**
   * Reads the setting.
   *
   * @param allowed ranges parted by commas; empty = public addresses only
   */
  public static CallbackNetworks parse(String allowed) {
    return new CallbackNetworks(
        Arrays.stream(allowed.split(",", -1))
            .map(String::strip)
            .filter(range -> !range.isEmpty())
            .map(IpRange::parse)
            .toList());
  }

  boolean permit(InetAddress address) {
    return NOT_PUBLIC.stream().noneMatch(range -> range.contains(address))
        || allowed.stream().anyMatch(range -> range.contains(address));
  }

  /** An address of the host that may be called. */
  InetAddress resolve(String host) throws IOException {
    return Arrays.stream(InetAddress.getAllByName(host))
        .filter(this::permit)
        .findFirst()
        .orElseThrow(() ->
            new IOException(
                "its address is private, and roomledger.callbacks.private-networks does not allow"
                    + " it"));
  }
}
