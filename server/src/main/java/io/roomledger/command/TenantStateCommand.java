package io.roomledger.command;

import io.roomledger.identity.Tenants;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code admin tenant}: which there are, and which are suspended. */
final class TenantStateCommand {
  private TenantStateCommand() {}

  private static Map<String, Object> values(Tenants.Tenant tenant) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("tenant", tenant.key());
    values.put("name", tenant.name());
    values.put("zone", tenant.timeZone());
    values.put("state", tenant.active() ? "active" : "suspended");
    return values;
  }

  @Command(name = "list", header = "List the tenants.", mixinStandardHelpOptions = true)
  static final class Listing extends AdminCommand.Deed {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors) {
      return Map.of(
          "tenants", doors.tenants().list().stream().map(TenantStateCommand::values).toList());
    }
  }

  /** A change of the state of one tenant. */
  abstract static class Change extends AdminCommand.Deed {
    @Parameters(paramLabel = "<key>", description = "the tenant's key")
    @SuppressWarnings("NullAway.Init")
    String tenant;

    private final boolean active;

    Change(boolean active) {
      this.active = active;
    }

    @Override
    Map<String, ?> run(AdminCommand.Doors doors) {
      doors.tenants().setActive(doors.tenant(tenant).id(), active);
      return values(doors.tenant(tenant));
    }
  }

  @Command(
      name = "suspend",
      header = "Refuse every call for a tenant, and fail its exports, from now on.",
      mixinStandardHelpOptions = true)
  static final class Suspend extends Change {
    Suspend() {
      super(false);
    }
  }

  @Command(
      name = "resume",
      header = "Let a suspended tenant in again.",
      mixinStandardHelpOptions = true)
  static final class Resume extends Change {
    Resume() {
      super(true);
    }
  }
}
