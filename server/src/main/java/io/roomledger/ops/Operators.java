package io.roomledger.ops;

import io.roomledger.identity.IpRange;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.List;

/**
 * Who is taken for an operator: whoever asks from this machine, or from a network that a setting
 * names. What a proxy passes on comes from elsewhere, also when the proxy is on this machine.
 */
final class Operators {
  private static final List<String> MARKS_OF_PROXIES =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

  private final List<IpRange> networks;

  Operators(List<IpRange> networks) {
    this.networks = List.copyOf(networks);
  }

  boolean include(HttpServletRequest request) {
    if (MARKS_OF_PROXIES.stream().anyMatch(mark -> request.getHeader(mark) != null)) {
      return false;
    }
    // An address of one link says which interface it came by.
    InetAddress address = InetAddress.ofLiteral(request.getRemoteAddr().replaceFirst("%.*", ""));
    return address.isLoopbackAddress()
        || networks.stream().anyMatch(range -> range.contains(address));
  }
}
