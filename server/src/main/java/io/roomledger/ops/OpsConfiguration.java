package io.roomledger.ops;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.roomledger.database.Database;
import io.roomledger.files.Disks;
import io.roomledger.files.FileStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts metrics and health together, with what is measured and checked of the program itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OpsProperties.class)
class OpsConfiguration {
  /** Around everything that may refuse. */
  private static final int OUTERMOST = -20;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Bean
  PrometheusMeterRegistry meterRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }

  @Bean
  JvmGcMetrics jvmGcMetrics(MeterRegistry registry) {
    JvmGcMetrics metrics = new JvmGcMetrics();
    metrics.bindTo(registry);
    return metrics;
  }

  @Bean
  PoolGauges poolGauges(DataSource dataSource, MeterRegistry registry) throws SQLException {
    return new PoolGauges(dataSource.unwrap(HikariDataSource.class), registry);
  }

  /** What the pool of connections does. */
  static final class PoolGauges {
    private final HikariDataSource pool;

    PoolGauges(HikariDataSource pool, MeterRegistry registry) {
      this.pool = pool;
      gauge(registry, "active", HikariPoolMXBean::getActiveConnections);
      gauge(registry, "idle", HikariPoolMXBean::getIdleConnections);
      Gauge.builder(
              "roomledger.database.waiting",
              this,
              gauges -> gauges.value(HikariPoolMXBean::getThreadsAwaitingConnection))
          .description("Threads that wait for a connection of the pool")
          .register(registry);
      Gauge.builder(
              "roomledger.database.connections.max", pool, HikariDataSource::getMaximumPoolSize)
          .description("Connections that the pool may have")
          .register(registry);
    }

    private void gauge(
        MeterRegistry registry, String state, ToIntFunction<HikariPoolMXBean> value) {
      Gauge.builder("roomledger.database.connections", this, gauges -> gauges.value(value))
          .description("Connections of the pool")
          .tag("state", state)
          .register(registry);
    }

    private double value(ToIntFunction<HikariPoolMXBean> value) {
      HikariPoolMXBean now = pool.getHikariPoolMXBean();
      return now == null ? 0 : value.applyAsInt(now);
    }
  }

  @Bean
  ReadinessCheck databaseAnswers(DataSource dataSource) {
    JdbcTemplate jdbc = new JdbcTemplate(dataSource);
    jdbc.setQueryTimeout((int) PATIENCE.toSeconds());
    return new ReadinessCheck(
        "database",
        () -> {
          jdbc.queryForObject("select 1", Integer.class);
          return null;
        });
  }

  @Bean
  ReadinessCheck schemaIsCurrent(DataSource dataSource) {
    // It never goes back while the program runs.
    AtomicBoolean current = new AtomicBoolean();
    return new ReadinessCheck(
        "schema",
        () -> {
          if (!current.get()) {
            current.set(Database.schemaIsCurrent(dataSource));
          }
          return current.get() ? null : "the database lacks migrations";
        });
  }

  /** After the store, which makes its directories. */
  @Bean(destroyMethod = "close")
  @DependsOn("fileStore")
  DiskSpace diskSpace(Disks disks, OpsProperties properties, MeterRegistry registry) {
    DiskSpace space = new DiskSpace(disks, properties.leastFreeDisk());
    Gauge.builder("roomledger.files.free.bytes", space, DiskSpace::freeForFiles)
        .description("Space for files on this node's disk")
        .register(registry);
    Gauge.builder("roomledger.disk.nearly.full", space, each -> each.nearlyFull() ? 1 : 0)
        .description("1 while new exports are refused because a disk of this node is nearly full")
        .register(registry);
    return space;
  }

  @Bean
  ReadinessCheck diskHasRoom(DiskSpace space) {
    return new ReadinessCheck("disk", space::problem);
  }

  @Bean
  ReadinessCheck filesCanBeKept(FileStore files) {
    return new ReadinessCheck("files", files::problem);
  }

  @Bean
  Health health(List<ReadinessCheck> checks) {
    return new Health(checks, PATIENCE);
  }

  @Bean
  Operators operators(OpsProperties properties) {
    return new Operators(properties.ranges());
  }

  @Bean
  WebMvcConfigurer requestsAreMeasured(MeterRegistry registry) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(new RequestMetrics(registry)).order(OUTERMOST);
      }
    };
  }
}
