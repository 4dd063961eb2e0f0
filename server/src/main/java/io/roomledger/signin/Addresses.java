package io.roomledger.signin;

/** What counts as one address when tries are counted. */
final class Addresses {
  private static final int GROUPS_OF_A_NETWORK = 4;

  private Addresses() {}

  /** An IPv4 address itself; of an IPv6 address the first 64 bits, which one household has. */
  static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      byte[] bytes = java.net.InetAddress.ofLiteral(address).getAddress();
      StringBuilder network = new StringBuilder();
      for (int i = 0; i < Math.min(bytes.length, 2 * GROUPS_OF_A_NETWORK); i++) {
        network.append(String.format("%02x", bytes[i]));
      }
      return network.toString();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
