package io.roomledger.identity;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** A block of IP addresses, IPv4 or IPv6. */
public final class IpRange {
  private final byte[] network;
  private final int prefixLength;

  private IpRange(byte[] network, int prefixLength) {
    this.network = network;
    this.prefixLength = prefixLength;
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address.
   *
   * @throws IllegalArgumentException when it is none; the message says why
   */
  public static IpRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes;
    try {
      bytes = InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no IP address and no range like 10.0.0.0/8", e);
    }
    int most = bytes.length * Byte.SIZE;
    String digits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
      throw new IllegalArgumentException(
          "\"" + text + "\": after the slash comes a number from 0 to " + most);
    }
    int prefixLength = Integer.parseInt(digits);
    byte[] network = masked(bytes, prefixLength);
    if (!Arrays.equals(network, bytes)) {
      throw new IllegalArgumentException(
          "\"%s\" has bits set beyond its prefix: write %s"
              .formatted(text, new IpRange(network, prefixLength)));
    }
    return new IpRange(network, prefixLength);
  }

  /** Whether the address lies in it; an IPv4 address never lies in an IPv6 range. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == network.length && Arrays.equals(masked(bytes, prefixLength), network);
  }

  /** Whether the address, in its usual text form, lies in one of the ranges. */
  static boolean anyContains(List<IpRange> ranges, String address) {
    // An address of one link says which interface it came by.
    InetAddress parsed = InetAddress.ofLiteral(address.replaceFirst("%.*", ""));
    return ranges.stream().anyMatch(range -> range.contains(parsed));
  }

  private static byte[] masked(byte[] bytes, int prefixLength) {
    byte[] masked = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      int bits = Math.clamp(prefixLength - i * (long) Byte.SIZE, 0, Byte.SIZE);
      masked[i] = (byte) (bytes[i] & (0xff << (Byte.SIZE - bits)));
    }
    return masked;
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    try {
      InetAddress address = InetAddress.getByAddress(network);
      String text = address.getHostAddress();
      return text + "/" + prefixLength;
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
