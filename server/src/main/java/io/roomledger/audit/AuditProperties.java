package io.roomledger.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the audit trail.
 *
 * @param retention how long rows are kept; zero = for ever
 * @param headFile where the newest ends of the chains are kept outside of the database; empty =
 *     nowhere
 */
@ConfigurationProperties("roomledger.audit")
record AuditProperties(Duration retention, String headFile) {
  AuditProperties {
    if (retention.isNegative()) {
      throw new IllegalArgumentException(
          "roomledger.audit.retention must not be negative: " + retention);
    }
  }
}
