package io.roomledger.command;

import io.roomledger.audit.AuditLog;
import io.roomledger.audit.AuditReport;
import io.roomledger.audit.Deed;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code admin audit}: what was done by whom, and whether that was changed afterwards. */
@Command(
    name = "audit",
    header = "The audit trail.",
    subcommands = {AuditCommand.Listing.class, AuditCommand.Verify.class},
    mixinStandardHelpOptions = true)
final class AuditCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "audit what? There are: list, verify");
  }

  /** What both can be told, and how they reach the database. */
  abstract static class Reading implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    AdminCommand.Options options;

    @Option(names = "--tenant", paramLabel = "<key>", description = "only this tenant's")
    @Nullable String tenant;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    abstract int read(AuditLog audit, Tenants tenants, DataHome home);

    @Override
    public Integer call() {
      DataHome home = DataHome.open(options.data);
      try (OpenDatabase database = OpenDatabase.forCommand(home, System.getenv())) {
        var dataSource = database.database().dataSource();
        return read(
            new AuditLog(dataSource),
            new Tenants(JdbcClient.create(dataSource), new Secrets(new SecureRandom())),
            home);
      }
    }

    @Nullable Long tenantId(Tenants tenants) {
      return tenant == null
          ? null
          : Long.valueOf(
              tenants
                  .find(tenant)
                  .orElseThrow(() -> new CommandFailure("There is no tenant " + tenant + "."))
                  .id());
    }

    PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  @Command(
      name = "list",
      header = "Show the audit trail, the oldest rows first.",
      description = "With --json each row is a line of its own, an object.",
      mixinStandardHelpOptions = true)
  static final class Listing extends Reading {
    private static final int MOST = 10_000;

    @Option(
        names = "--after",
        paramLabel = "<id>",
        description = "rows with a higher id: the last id of the page before")
    long after;

    @Option(
        names = "--limit",
        paramLabel = "<rows>",
        description = "so many rows at most (default: ${DEFAULT-VALUE})")
    int limit = 100;

    @Option(
        names = "--deed",
        paramLabel = "<deed>",
        description = "only this deed, e.g. app.disable, or kind, e.g. app")
    @Nullable String deed;

    @Option(names = "--app", paramLabel = "<app_id>", description = "only what this app did")
    @Nullable String app;

    @Option(names = "--user", paramLabel = "<open_id>", description = "only what this user did")
    @Nullable String user;

    @Option(names = "--refused", description = "only what was refused")
    boolean refused;

    @Override
    int read(AuditLog audit, Tenants tenants, DataHome home) {
      if (limit < 1 || limit > MOST) {
        throw new ParameterException(spec.commandLine(), "--limit must be 1 to " + MOST);
      }
      for (AuditLog.Entry entry :
          audit.list(
              new AuditLog.Filter(after, limit, tenantId(tenants), deed, app, user, refused))) {
        KeyValues.print(out(), options.json, values(entry));
        if (!options.json) {
          out().println();
        }
      }
      out().flush();
      return CommandLine.ExitCode.OK;
    }

    private static Map<String, Object> values(AuditLog.Entry entry) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("id", entry.id());
      values.put("at", entry.at().toString());
      put(values, "tenant", entry.tenantKey());
      values.put("actor", entry.actor());
      put(values, "app", entry.appId());
      put(values, "user", entry.openId());
      put(values, "os_user", entry.osUser());
      put(values, "address", entry.address());
      values.put("deed", entry.deed());
      put(values, "object", entry.objectId());
      values.put("outcome", entry.outcome());
      if (entry.times() > 1) {
        values.put("times", entry.times());
      }
      put(values, "detail", entry.detail());
      put(values, "log_id", entry.logId());
      put(values, "sequence", entry.sequence());
      return values;
    }

    private static void put(Map<String, Object> values, String key, @Nullable Object value) {
      if (value != null) {
        values.put(key, value);
      }
    }
  }

  @Command(
      name = "verify",
      header = "Check that no row of the audit trail was changed, taken out or put in.",
      description = {
        "Ends with 1 when something does not hold. Needs the server key and, to find a database"
            + " that was put back to an older state, the file audit.heads of the data directory, or"
            + " --at-least with a head that this command printed before."
      },
      mixinStandardHelpOptions = true)
  static final class Verify extends Reading {
    @Option(
        names = "--at-least",
        paramLabel = "<sequence:hash>",
        description = "a head that the chain of --tenant once had and must still contain")
    @Nullable String atLeast;

    @Override
    int read(AuditLog audit, Tenants tenants, DataHome home) {
      if (atLeast != null && tenant == null) {
        throw new ParameterException(spec.commandLine(), "--at-least needs --tenant");
      }
      List<AuditReport> reports = reports(audit, tenants, home);
      boolean whole = reports.stream().allMatch(report -> report.problems().isEmpty());
      Map<Long, String> keys =
          tenants.list().stream()
              .collect(Collectors.toMap(Tenants.Tenant::id, Tenants.Tenant::key));
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("audit", whole ? "whole" : "broken");
      values.put("chains", reports.stream().map(report -> values(report, keys)).toList());
      KeyValues.print(out(), options.json, values);
      return whole ? CommandLine.ExitCode.OK : RootCommand.FAILED;
    }

    private List<AuditReport> reports(AuditLog audit, Tenants tenants, DataHome home) {
      Map<String, String> environment = System.getenv();
      try {
        return audit.verify(
            home.serverKey(environment), tenantId(tenants), home.auditHeads(environment), atLeast);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure("--at-least " + e.getMessage(), e);
      } catch (IOException e) {
        throw new CommandFailure("The kept heads cannot be read: " + e.getMessage(), e);
      }
    }

    private static Map<String, Object> values(AuditReport report, Map<Long, String> keys) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put(
          "tenant",
          report.tenantId() == Deed.NO_TENANT
              ? "-"
              : keys.getOrDefault(report.tenantId(), "no longer there: " + report.tenantId()));
      values.put("rows", report.rows());
      values.put("pruned", report.pruned());
      values.put("head", report.head());
      values.put("unsealed", report.unsealed());
      values.put("problems", report.problems());
      return values;
    }
  }
}
