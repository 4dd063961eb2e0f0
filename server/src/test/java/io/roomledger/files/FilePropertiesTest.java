package io.roomledger.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

/** The settings of where files are kept, as they are by default, and those that are refused. */
final class FilePropertiesTest {
  private static FileProperties bind(Map<String, String> changes) {
    YamlPropertiesFactoryBean factory = new YamlPropertiesFactoryBean();
    factory.setResources(new ClassPathResource("application.yaml"));
    Map<Object, Object> settings = new HashMap<>(Objects.requireNonNull(factory.getObject()));
    settings.putAll(changes);
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("roomledger.files", FileProperties.class)
        .get();
  }

  @Test
  void withoutSettingsFilesLieInADirectory() {
    FileProperties defaults = bind(Map.of());

    assertThat(defaults.store()).isEqualTo(FileProperties.Kind.LOCAL);
    assertThat(defaults.s3().partSize()).isEqualTo(DataSize.ofMegabytes(16));
  }

  @Test
  void theKeysAreNotShown() {
    FileProperties properties =
        bind(
            Map.of(
                "roomledger.files.store", "s3",
                "roomledger.files.s3.bucket", "b1",
                "roomledger.files.s3.access-key", "the-access-key",
                "roomledger.files.s3.secret-key", "the-secret-key"));

    assertThat(properties.toString())
        .contains("s3://b1/")
        .doesNotContain("the-secret-key", "the-access-key");
  }

  @ParameterizedTest
  @CsvSource({
    "bucket, ''",
    "bucket, a/b",
    "prefix, exports",
    "prefix, ../",
    "endpoint, s3.example:9000",
    "endpoint, ftp://s3.example",
    "region, ''",
    "access-key, somebody",
    "part-size, 1MB",
    "part-size, 2GB",
    "connect-timeout, 0s",
    "read-timeout, -1s",
    "call-timeout, 0s",
    "patience, -1s"
  })
  void aWrongSettingIsNamed(String key, String value) {
    Map<String, String> settings = new HashMap<>();
    settings.put("roomledger.files.store", "s3");
    settings.put("roomledger.files.s3.bucket", "b1");
    settings.put("roomledger.files.s3." + key, value);

    assertThatThrownBy(() -> bind(settings))
        .rootCause()
        .hasMessageContaining("roomledger.files.s3." + key);
  }
}
