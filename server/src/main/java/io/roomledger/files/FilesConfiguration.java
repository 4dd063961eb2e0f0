package io.roomledger.files;

import java.io.IOException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Opens the store that the settings name. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FileProperties.class)
class FilesConfiguration {
  @Bean
  FileStore fileStore(Disks disks, FileProperties properties, JdbcClient jdbc) {
    try {
      if (properties.store() == FileProperties.Kind.LOCAL) {
        return new LocalFileStore(disks.files());
      }
      S3FileStore store = new S3FileStore(disks.files(), properties.s3(), installation(jdbc));
      store.check();
      return store;
    } catch (IOException e) {
      throw new StoreStartException(
          "The directory for files, %s, cannot be used: %s".formatted(disks.files(), e), e);
    }
  }

  private static String installation(JdbcClient jdbc) {
    return jdbc.sql("select id::text from installation").query(String.class).single();
  }
}
