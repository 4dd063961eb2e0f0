package io.roomledger.audit;

import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the parts of the audit trail together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditProperties.class)
class AuditConfiguration {
  /** Around authentication and limits, whose refusals are noted too. */
  private static final int OUTERMOST = -10;

  @Bean
  Refusals refusals(JdbcClient jdbc, TransactionOperations transaction, InstantSource clock) {
    return new Refusals(jdbc, transaction, clock);
  }

  @Bean
  AuditEngine auditEngine(
      JdbcClient jdbc,
      TransactionOperations transaction,
      SigningKey key,
      Refusals refusals,
      AuditProperties properties,
      InstantSource clock) {
    return new AuditEngine(
        refusals,
        new AuditSealer(jdbc, transaction, key, clock, KnownHeads.at(properties.headFile())),
        new AuditPruner(jdbc, transaction, key, clock),
        properties.retention());
  }

  @Bean
  WebMvcConfigurer refusalsAreNoted(Refusals refusals) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new RefusalInterceptor(refusals)).order(OUTERMOST);
      }
    };
  }
}
