package io.roomledger.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomledger.wire.RateTier.Rate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;

final class LimitPropertiesTest {
  @Test
  void theDefaultsAreTheDocumentedLimits() {
    YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
    yaml.setResources(new ClassPathResource("application.yaml"));
    Properties all = Objects.requireNonNull(yaml.getObject());

    assertThat(
            new Binder(new MapConfigurationPropertySource(all))
                .bind("roomledger.limits", LimitProperties.class)
                .get())
        .isEqualTo(new LimitProperties(1, "", 600));
  }

  @Test
  void limitsOfApisAreRead() {
    LimitProperties properties =
        new LimitProperties(1, "GET /a/:b_c=500/min, POST /d=1000/min+50/s ,GET /e=none", 0);

    assertThat(properties.ratesOfApis())
        .containsEntry("GET /a/:b_c", List.of(new Rate(500, 60)))
        .containsEntry("POST /d", List.of(new Rate(1000, 60), new Rate(50, 1)))
        .containsEntry("GET /e", List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /a", "/a=5/s", "GET /a=5", "GET /a=5/h", "GET /a=0/s", "GET /a=5/s,x"})
  void whatIsNoLimitIsRefusedByName(String apis) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LimitProperties(1, apis, 0))
        .withMessageContaining("roomledger.limits.apis");
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, factor", "1, -1, token-requests-per-address", "9999999999, 0, factor"})
  void numbersOutOfRangeAreRefusedByName(long factor, long perAddress, String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LimitProperties(factor, "", perAddress))
        .withMessageContaining("roomledger.limits." + name);
  }

  @Test
  void anAddressCountsByItsNetwork() {
    AddressLimit limit = new AddressLimit(2, () -> Instant.EPOCH);

    assertThat(limit.spend("2001:db8::1")).isEmpty();
    assertThat(limit.spend("2001:db8::2")).isEmpty();
    assertThat(limit.spend("2001:db8:0:0:ffff::3")).isPresent();
    assertThat(limit.spend("2001:db8:0:1::1")).isEmpty();
    assertThat(limit.spend("192.0.2.1")).isEmpty();
    assertThat(limit.spend("192.0.2.2")).isEmpty();
    assertThat(limit.spend("192.0.2.1")).isEmpty();
    assertThat(limit.spend("192.0.2.1")).isPresent();
  }
}
