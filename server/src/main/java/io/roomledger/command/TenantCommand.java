package io.roomledger.command;

import io.roomledger.identity.Secrets;
import io.roomledger.identity.Tenants;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code admin tenant}. */
@Command(
    name = "tenant",
    header = "Tenants.",
    subcommands = TenantCommand.Create.class,
    mixinStandardHelpOptions = true)
final class TenantCommand extends AdminCommand.Group {
  @Command(
      name = "create",
      header = "Make a tenant and the root of its room levels.",
      mixinStandardHelpOptions = true)
  static final class Create extends AdminCommand.Deed {
    @Option(
        names = "--name",
        required = true,
        paramLabel = "<name>",
        description = "name of the organisation")
    @SuppressWarnings("NullAway.Init")
    String name;

    @Option(
        names = "--zone",
        paramLabel = "<zone>",
        description = "time zone (default: ${DEFAULT-VALUE})")
    String zone = "Asia/Shanghai";

    @Override
    Map<String, ?> run(AdminCommand.Doors doors) {
      try {
        ZoneId checked = ZoneId.of(zone);
        return doors
            .transaction()
            .execute(status -> {
              Tenants.Tenant tenant = doors.tenants().create(name, checked.getId());
              String root =
                  doors.roomTree().createRoot(tenant.id(), name, new Secrets(new SecureRandom()));
              Map<String, Object> values = new LinkedHashMap<>();
              values.put("tenant", tenant.key());
              values.put("name", tenant.name());
              values.put("zone", tenant.timeZone());
              values.put("root_level", root);
              return values;
            });
      } catch (DateTimeException e) {
        throw new CommandFailure(
            "--zone: there is no time zone " + zone + "; write e.g. Asia/Shanghai or UTC.", e);
      }
    }
  }
}
