package io.roomledger.exports;

import io.micrometer.core.instrument.MeterRegistry;
import io.roomledger.database.Notices;
import io.roomledger.files.FileStore;
import io.roomledger.identity.AdminRights;
import io.roomledger.identity.ServerKey;
import io.roomledger.ops.DiskSpace;
import io.roomledger.ops.ReadinessCheck;
import io.roomledger.rooms.RoomTree;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Puts the parts of the export engine together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ExportProperties.class, QueueProperties.class})
class ExportsConfiguration {
  private static final String TASKS_CHANNEL = "export_task";
  private static final String CANCELED_CHANNEL = "export_canceled";

  /** What a connection takes of the heap while it is answered: the container's buffers and ours. */
  private static final int DOWNLOAD_BYTES = 115 << 10;

  /** Renewals must not wait for the one that prunes or the one that rescues. */
  private static final int TIMER_THREADS = 4;

  @Bean
  ExportQueue exportQueue(JdbcClient jdbc, InstantSource clock, QueueProperties properties) {
    return new ExportQueue(jdbc, clock, properties.maxRunningPerTenant());
  }

  @Bean
  TaskLimits taskLimits(JdbcClient jdbc, QueueProperties properties) {
    return new TaskLimits(jdbc, properties);
  }

  @Bean
  ExpiredTasks expiredTasks(JdbcClient jdbc) {
    return new ExpiredTasks(jdbc);
  }

  @Bean
  RunningDownloads runningDownloads(ExpiredTasks tasks) {
    return new RunningDownloads(tasks);
  }

  @Bean
  ExportRights exportRights(AdminRights adminRights, RoomTree roomTree) {
    return new ExportRights(adminRights, roomTree);
  }

  @Bean
  ExportTasks exportTasks(JdbcClient jdbc) {
    return new ExportTasks(jdbc);
  }

  @Bean
  SheetDirectory.Shelf sheetDirectories() {
    return new SheetDirectory.Shelf();
  }

  @Bean
  RunningExports runningExports(
      ExportTasks tasks, ScheduledExecutorService exportTimer, Notices notices) {
    RunningExports runs = new RunningExports(tasks, exportTimer);
    // A notice does not say which task: whoever runs some looks.
    notices.subscribe(CANCELED_CHANNEL, payload -> runs.look(), runs::look);
    return runs;
  }

  @Bean
  JobService jobService(
      ExportService exports,
      ExportRights rights,
      ExportQueue queue,
      ExportTasks tasks,
      RoomTree roomTree,
      JobService.Ending ending) {
    return new JobService(exports, rights, queue, tasks, roomTree, ending);
  }

  @Bean
  JobService.Ending ending(
      TransactionOperations transaction,
      ExportProperties properties,
      RunningExports runs,
      Notices notices) {
    return new JobService.Ending(
        transaction,
        properties.retention(),
        taskId -> {
          runs.stop(taskId);
          notices.notify(CANCELED_CHANNEL);
        });
  }

  @Bean
  Preflight preflight(ExportTasks tasks, DataSource dataSource, SheetDirectory.Shelf directories) {
    return new Preflight(tasks, dataSource, directories);
  }

  @Bean
  ExportMetrics exportMetrics(MeterRegistry registry, JdbcClient jdbc) {
    return new ExportMetrics(registry, jdbc);
  }

  @Bean
  ReadinessCheck workersAreReady(ExportEngine engine) {
    return new ReadinessCheck("workers", () -> engine.working() ? null : "a worker does not run");
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
  Submissions submissions(
      ExportQueue queue,
      ExportRights rights,
      RoomTree roomTree,
      TaskLimits limits,
      TransactionOperations transaction) {
    return new Submissions(queue, rights, roomTree, limits, transaction);
  }

  @Bean
  ExportService exportService(
      ExportQueue queue,
      ExportRights rights,
      Submissions submissions,
      FileTokens fileTokens,
      DiskSpace disks,
      Doorbell doorbell,
      Notices notices) {
    Runnable wake =
        () -> {
          doorbell.ring();
          notices.notify(TASKS_CHANNEL);
        };
    return new ExportService(queue, rights, submissions, fileTokens, disks, wake);
  }

  @Bean
  ExportDownload exportDownload(
      FileStore store,
      RunningDownloads running,
      JdbcClient jdbc,
      ExportMetrics metrics,
      @Value("${roomledger.connections.downloads}") int downloads) {
    // Else 45 % of the heap, so that they never take it whole, nor all of what requests may have.
    int most =
        downloads > 0
            ? downloads
            : (int) Math.max(1, Runtime.getRuntime().maxMemory() / 100 * 45 / DOWNLOAD_BYTES);
    return new ExportDownload(store, running, jdbc, metrics, new DownloadSlots(most));
  }

  @Bean(destroyMethod = "shutdownNow")
  ScheduledExecutorService exportTimer() {
    return Executors.newScheduledThreadPool(
        TIMER_THREADS, Thread.ofPlatform().name("export-timer-", 1).factory());
  }

  @Bean
  LeaseKeeper leaseKeeper(
      ScheduledExecutorService exportTimer,
      DataSource dataSource,
      InstantSource clock,
      ExportProperties properties) {
    return new LeaseKeeper(exportTimer, dataSource, clock, properties.lease());
  }

  @Bean
  ExportWorker.Parts exportWorkerParts(
      ExportQueue queue,
      ExportRights rights,
      FileTokens fileTokens,
      FileStore store,
      DataSource dataSource,
      SheetDirectory.Shelf directories,
      Doorbell doorbell,
      ScheduledExecutorService exportTimer,
      LeaseKeeper leases,
      RunningExports runs,
      ExportMetrics metrics,
      DiskSpace disks,
      ExportProperties properties,
      QueueProperties queueProperties) {
    return new ExportWorker.Parts(
        queue,
        rights,
        fileTokens,
        store,
        dataSource,
        directories,
        doorbell,
        exportTimer,
        leases,
        runs,
        metrics,
        disks,
        properties,
        queueProperties);
  }

  @Bean
  ExportEngine exportEngine(
      ExportWorker.Parts parts, ExpiredTasks expired, RunningDownloads downloads) {
    return new ExportEngine(
        parts,
        new TaskRescuer(parts.queue(), parts.doorbell(), parts.metrics(), parts.properties()),
        new TaskPruner(expired, parts.store()),
        downloads);
  }
}
