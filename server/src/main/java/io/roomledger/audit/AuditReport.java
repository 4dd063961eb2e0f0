package io.roomledger.audit;

import java.util.List;

/**
 * What was found of one tenant's chain.
 *
 * @param tenantId {@link Deed#NO_TENANT} for what concerns none
 * @param rows sealed rows that are there
 * @param pruned rows that were pruned before them
 * @param head the newest place, {@code <sequence>:<hash>}
 * @param unsealed rows that have no place yet, and so could be changed unseen
 * @param problems what does not hold; none = everything does
 */
public record AuditReport(
    long tenantId, long rows, long pruned, String head, long unsealed, List<String> problems) {
  public AuditReport {
    problems = List.copyOf(problems);
  }
}
