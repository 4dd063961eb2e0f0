package io.roomledger.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpRangeTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 10.0.0.1, false",
    "::/0, 2001:db8::1, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::ffff:192.0.2.1, 192.0.2.1, true"
  })
  void holdsTheAddressesThatShareItsPrefix(String range, String address, boolean inside) {
    IpRange parsed = IpRange.parse(range);

    assertThat(parsed.contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    assertThat(IpRange.parse(parsed.toString())).hasToString(parsed.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "localhost",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "/8",
        "::/129",
        "10.0.0.0/8/8",
        "example.org",
        "2001:db8::1/64",
        "10.0.0.0/ 8"
      })
  void takesNothingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> IpRange.parse(text));
  }
}
