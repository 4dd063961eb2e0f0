package io.roomledger.command;

import io.roomledger.identity.AdminRights;
import io.roomledger.identity.People;
import io.roomledger.identity.Tenants;
import io.roomledger.rooms.RoomTree;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code admin right}: who may administer what. */
@Command(
    name = "right",
    header = "Admin rights.",
    subcommands = {RightCommand.Grant.class, RightCommand.Revoke.class, RightCommand.Listing.class},
    mixinStandardHelpOptions = true)
final class RightCommand extends AdminCommand.Group {

  /** A deed on one right of one person. */
  abstract static class OnRight extends AdminCommand.InTenant {
    @Option(
        names = "--user",
        required = true,
        paramLabel = "<id>",
        description = "open_id or user_id")
    @SuppressWarnings("NullAway.Init")
    String user;

    @Option(
        names = "--level",
        paramLabel = "<omb_id>",
        description = "only this level and all below it (default: the whole organisation)")
    @Nullable String level;

    @Override
    final Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant) {
      People.Person person = doors.person(tenant, user);
      Long levelId =
          level == null
              ? null
              : doors
                  .roomTree()
                  .findLevel(tenant.id(), level)
                  .orElseThrow(() ->
                      new CommandFailure(
                          "There is no level " + level + " in " + tenant.name() + "."));
      change(doors.rights(), tenant, person, levelId);
      return values(person.openId(), level == null ? RoomTree.ROOT : level);
    }

    abstract void change(
        AdminRights rights, Tenants.Tenant tenant, People.Person person, @Nullable Long levelId);
  }

  private static Map<String, Object> values(String openId, String level) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("right", AdminRights.MEETING_MANAGEMENT);
    values.put("user", openId);
    values.put("level", level);
    return values;
  }

  @Command(
      name = "grant",
      header = "Grant the admin right 会议管理 (meeting management), which exports need.",
      mixinStandardHelpOptions = true)
  static final class Grant extends OnRight {
    @Override
    void change(
        AdminRights rights, Tenants.Tenant tenant, People.Person person, @Nullable Long levelId) {
      rights.grant(tenant.id(), person.id(), levelId);
    }
  }

  @Command(
      name = "revoke",
      header = "Take the admin right 会议管理, as it was granted; it is gone at once.",
      mixinStandardHelpOptions = true)
  static final class Revoke extends OnRight {
    @Override
    void change(
        AdminRights rights, Tenants.Tenant tenant, People.Person person, @Nullable Long levelId) {
      if (!rights.revoke(tenant.id(), person.id(), levelId)) {
        throw new CommandFailure(
            person.name() + " was not granted just this: see admin right list.");
      }
    }
  }

  @Command(name = "list", header = "List who holds which right.", mixinStandardHelpOptions = true)
  static final class Listing extends AdminCommand.InTenant {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant) {
      return Map.of(
          "rights",
          doors.rights().list(tenant.id()).stream()
              .map(held -> {
                Long level = held.levelId();
                Map<String, Object> values =
                    values(
                        held.openId(),
                        level == null
                            ? RoomTree.ROOT
                            : doors.roomTree().openId(tenant.id(), level));
                values.put("name", held.name());
                return values;
              })
              .toList());
    }
  }
}
