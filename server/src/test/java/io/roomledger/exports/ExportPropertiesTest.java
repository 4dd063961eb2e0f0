package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;

/** {@code application.yaml} and the record that it fills say the same. */
final class ExportPropertiesTest {
  private static final String PREFIX = "roomledger.exports.";

  private static Map<Object, Object> yaml() {
    YamlPropertiesFactoryBean factory = new YamlPropertiesFactoryBean();
    factory.setResources(new ClassPathResource("application.yaml"));
    return Map.copyOf(Objects.requireNonNull(factory.getObject()));
  }

  private static List<String> lines() throws IOException {
    try (InputStream yaml = new ClassPathResource("application.yaml").getInputStream()) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static ExportProperties bind(Map<Object, Object> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("roomledger.exports", ExportProperties.class)
        .get();
  }

  @Test
  void everyKeyHasAComponentAndEveryComponentAKey() {
    List<String> components =
        Arrays.stream(ExportProperties.class.getRecordComponents())
            .map(RecordComponent::getName)
            .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
            .toList();
    List<String> keys =
        yaml().keySet().stream()
            .map(Object::toString)
            .filter(key -> key.startsWith(PREFIX))
            .map(key -> key.substring(PREFIX.length()))
            .toList();

    assertThat(keys).containsExactlyInAnyOrderElementsOf(components);
  }

  @Test
  void everyKeyOfOursIsExplained() throws IOException {
    List<String> bare = new ArrayList<>();
    String before = "";
    boolean ours = false;
    for (String line : lines()) {
      if (line.matches("[a-z].*")) {
        ours = line.equals("roomledger:");
      }
      if (ours && line.matches(" {4}[a-z-]+: .*") && !explained(before)) {
        bare.add(line.strip());
      }
      before = line;
    }
    // The port stands in the same breath as the address.
    assertThat(bare).containsExactly("port: 8420");
  }

  private static boolean explained(String lineBefore) {
    return lineBefore.strip().startsWith("#");
  }

  @Test
  void theDefaultsAreThese() {
    assertThat(bind(yaml()))
        .isEqualTo(
            new ExportProperties(
                2,
                Duration.ofSeconds(20),
                Duration.ofMinutes(2),
                3,
                Duration.ofSeconds(1),
                Duration.ofDays(7),
                Duration.ofMinutes(1),
                Duration.ZERO,
                10_000));
  }

  @Test
  void aDeadWorkersTaskIsTakenOverWithinThirtySeconds() {
    ExportProperties defaults = bind(yaml());
    Duration longest =
        defaults
            .lease()
            .plus(ExportEngine.rescuedEvery(defaults.lease()))
            .plus(defaults.poll())
            // For the statements themselves, on a machine that has much to do.
            .plus(Duration.ofSeconds(3));

    assertThat(longest).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void theDefaultsOfTheQueueAreThese() {
    assertThat(bindQueue(yaml()))
        .isEqualTo(new QueueProperties(50_000, Duration.ofMinutes(30), 10_000, 20_000, 0));
  }

  private static QueueProperties bindQueue(Map<Object, Object> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("roomledger.queue", QueueProperties.class)
        .get();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quick-rows",
        "max-unfinished-per-app",
        "max-unfinished-per-tenant",
        "max-running-per-tenant",
        "max-read-time"
      })
  void aSettingOfTheQueueThatMakesNoSenseIsRefusedByName(String key) {
    Map<Object, Object> settings = new java.util.HashMap<>(yaml());
    settings.put("roomledger.queue." + key, key.endsWith("time") ? "-1s" : "-1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          try {
            bindQueue(settings);
          } catch (RuntimeException e) {
            throw root(e);
          }
        })
        .withMessageContaining("roomledger.queue." + key);
  }

  @ParameterizedTest
  @CsvSource({
    "workers, -1",
    "max-attempts, 0",
    "max-room-ids, 0",
    "lease, 0s",
    "lease, -5s",
    "max-silence, 0s",
    "poll, 0s",
    "retention, -1d",
    "prune-every, 0s",
    "max-range, -1s"
  })
  void aSettingThatMakesNoSenseIsRefusedByName(String key, String value) {
    Map<Object, Object> settings = new java.util.HashMap<>(yaml());
    settings.put(PREFIX + key, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          try {
            bind(settings);
          } catch (RuntimeException e) {
            throw root(e);
          }
        })
        .withMessageContaining(PREFIX + key);
  }

  private static RuntimeException root(RuntimeException exception) {
    Throwable cause = exception;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof RuntimeException root ? root : exception;
  }
}
