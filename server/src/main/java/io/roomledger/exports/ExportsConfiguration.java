package io.roomledger.exports;

import io.roomledger.database.Notices;
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
  private static final String TASKS_CHANNEL = "export_task";

  @Bean
  ExportQueue exportQueue(JdbcClient jdbc, InstantSource clock) {
    return new ExportQueue(jdbc, clock);
  }

  @Bean
  ExportRights exportRights(AdminRights adminRights, RoomTree roomTree) {
    return new ExportRights(adminRights, roomTree);
  }

  @Bean
  FileTokens fileTokens(ServerKey serverKey) {
    return new FileTokens(serverKey);
  }

  /** Rung by this node's own submissions, and by the notices of the others'. */
  @Bean
  Doorbell doorbell(ExportProperties properties, Notices notices) {
    Doorbell doorbell = new Doorbell(properties.workers());
    // One notice may stand for many tasks.
    notices.subscribe(TASKS_CHANNEL, payload -> doorbell.ringAll(), doorbell::ringAll);
    return doorbell;
  }

  @Bean
  ExportService exportService(
      ExportQueue queue,
      ExportRights rights,
      RoomTree roomTree,
      FileTokens fileTokens,
      TransactionOperations transaction,
      Doorbell doorbell,
      Notices notices) {
    Runnable wake =
        () -> {
          doorbell.ring();
          notices.notify(TASKS_CHANNEL);
        };
    return new ExportService(queue, rights, roomTree, fileTokens, transaction, wake);
  }

  @Bean
  ExportDownload exportDownload(LocalFileStore store, JdbcClient jdbc) {
    return new ExportDownload(store, jdbc);
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
