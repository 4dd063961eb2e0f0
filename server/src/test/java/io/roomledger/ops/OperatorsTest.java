package io.roomledger.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.identity.IpRange;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is let in by roomledger.ops.networks, by the container's own request. */
final class OperatorsTest {
  private final Operators operators =
      new Operators(Stream.of("10.1.0.0/16", "2001:db8::/32").map(IpRange::parse).toList());

  private static Request from(String address) {
    Request request = new Request(new Connector(), new org.apache.coyote.Request());
    request.setRemoteAddr(address);
    return request;
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "::1, true",
    "10.1.255.255, true",
    "2001:db8::7, true",
    "10.2.0.1, false",
    "192.0.2.1, false",
    "2001:db9::1, false",
    "fe80::1%eth0, false"
  })
  void thisMachineAndTheNetworksThatWereAllowedAreLetInAndNobodyElse(
      String address, boolean letIn) {
    assertThat(operators.include(from(address))).isEqualTo(letIn);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "10.1.2.3, false"})
  void withoutASettingThereIsThisMachineOnly(String address, boolean letIn) {
    assertThat(new Operators(List.of()).include(from(address))).isEqualTo(letIn);
  }

  @ParameterizedTest
  @CsvSource({"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
  void whoComesThroughAProxyOfAnAllowedNetworkIsNotLetIn(String mark) {
    Request request = from("10.1.2.3");
    request.getCoyoteRequest().getMimeHeaders().addValue(mark).setString("10.1.2.4");

    assertThat(operators.include(request)).isFalse();
  }
}
