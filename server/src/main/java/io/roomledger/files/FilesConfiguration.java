package io.roomledger.files;

import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Opens the store that the settings name. */
@Configuration(proxyBeanMethods = false)
class FilesConfiguration {
  @Bean
  FileStore fileStore(Disks disks) {
    try {
      return new LocalFileStore(disks.files());
    } catch (IOException e) {
      throw new StoreStartException(
          "The directory for files, %s, cannot be used: %s".formatted(disks.files(), e), e);
    }
  }
}
