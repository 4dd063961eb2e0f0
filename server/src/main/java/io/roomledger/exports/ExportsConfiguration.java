package io.roomledger.exports;

import io.roomledger.files.LocalFileStore;
import io.roomledger.identity.AdminRights;
import io.roomledger.identity.ServerKey;
import io.roomledger.rooms.RoomTree;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Puts the parts of the export engine together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ExportProperties.class)
class ExportsConfiguration {
  @Bean
  ExportQueue exportQueue(JdbcClient jdbc) {
    return new ExportQueue(jdbc);
  }

  @Bean
  ExportRights exportRights(AdminRights adminRights, RoomTree roomTree) {
    return new ExportRights(adminRights, roomTree);
  }

  @Bean
  FileTokens fileTokens(ServerKey serverKey) {
    return new FileTokens(serverKey);
  }

  @Bean
  Doorbell doorbell(ExportProperties properties) {
    return new Doorbell(properties.workers());
  }

  @Bean
  ExportService exportService(
      ExportQueue queue,
      ExportRights rights,
      RoomTree roomTree,
      FileTokens fileTokens,
      TransactionOperations transaction,
      Doorbell doorbell,
      InstantSource clock) {
    return new ExportService(
        queue, rights, roomTree, fileTokens, transaction, doorbell::ring, clock);
  }

  @Bean
  ExportDownload exportDownload(LocalFileStore store) {
    return new ExportDownload(store);
  }

  @Bean(destroyMethod = "shutdownNow")
  ScheduledExecutorService exportTimer() {
    return Executors.newScheduledThreadPool(
        2, Thread.ofPlatform().name("export-timer-", 1).factory());
  }

  @Bean
  ExportEngine exportEngine(
      ExportQueue queue,
      ExportRights rights,
      FileTokens fileTokens,
      LocalFileStore store,
      DataSource dataSource,
      Doorbell doorbell,
      ScheduledExecutorService exportTimer,
      ExportProperties properties,
      InstantSource clock) {
    ExportWorker.Parts parts =
        new ExportWorker.Parts(
            queue,
            rights,
            fileTokens,
            store,
            dataSource,
            new SheetDirectory.Shelf(),
            doorbell,
            exportTimer,
            properties);
    return new ExportEngine(
        parts,
        new TaskRescuer(queue, doorbell, properties),
        new TaskPruner(queue, store, clock, properties));
  }
}
