package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallbackNetworksTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.9",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fdff::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::"
      })
  void aPrivateAddressIsNotCalledUnlessItIsAllowed(String address) {
    InetAddress parsed = InetAddress.ofLiteral(address);

    assertThat(CallbackNetworks.parse("").permit(parsed)).isFalse();
    assertThat(CallbackNetworks.parse("0.0.0.0/0, ::/0").permit(parsed)).isTrue();
    assertThat(CallbackNetworks.parse("192.0.2.0/24").permit(parsed)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "192.169.0.1", "2606:4700::1111"})
  void aPublicOneIs(String address) {
    assertThat(CallbackNetworks.parse("").permit(InetAddress.ofLiteral(address))).isTrue();
  }
}
