package io.roomledger.command;

import io.roomledger.identity.AdminRights;
import io.roomledger.identity.AppCallbacks;
import io.roomledger.identity.AppInstallations;
import io.roomledger.identity.AppSecrets;
import io.roomledger.identity.Apps;
import io.roomledger.identity.CallbackNetworks;
import io.roomledger.identity.People;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.ServerKey;
import io.roomledger.identity.Tenants;
import io.roomledger.rooms.RoomTree;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code admin}: tenants, people, apps and rights. */
@Command(
    name = "admin",
    header = "Make tenants, people, apps, grant rights, and read the audit trail.",
    description = "Works beside a running server, or starts its database for the while.",
    subcommands = {
      AdminCommand.TenantCommand.class,
      AdminCommand.UserCommand.class,
      AppCommand.class,
      AdminCommand.RightCommand.class,
      AuditCommand.class
    },
    mixinStandardHelpOptions = true)
final class AdminCommand implements Runnable {
  private static final String PRIVATE_NETWORKS = "ROOMLEDGER_CALLBACKS_PRIVATENETWORKS";

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "admin what? There are: tenant, user, app, right, audit");
  }

  /** What every admin command can be told. */
  static final class Options {
    @Option(
        names = "--data",
        paramLabel = "<dir>",
        description = "data directory (default: ${DEFAULT-VALUE})")
    Path data = Path.of("data");

    @Option(names = "--json", description = "print one JSON object")
    boolean json;
  }

  /** The doors that admin commands go through. */
  record Doors(
      Tenants tenants,
      People people,
      Apps apps,
      AppSecrets appSecrets,
      AppInstallations appInstallations,
      Supplier<AppCallbacks> callbacks,
      AdminRights rights,
      RoomTree roomTree,
      TransactionTemplate transaction) {
    static Doors of(OpenDatabase database, DataHome home, Map<String, String> environment) {
      var dataSource = database.database().dataSource();
      JdbcClient jdbc = JdbcClient.create(dataSource);
      TransactionTemplate transaction =
          new TransactionTemplate(new JdbcTransactionManager(dataSource));
      Secrets secrets = new Secrets(new SecureRandom());
      return new Doors(
          new Tenants(jdbc, secrets),
          new People(jdbc, secrets),
          new Apps(jdbc, transaction, secrets),
          new AppSecrets(jdbc, transaction, secrets, InstantSource.system()),
          new AppInstallations(jdbc, transaction),
          () -> callbacks(jdbc, home.serverKey(environment), environment),
          new AdminRights(jdbc),
          new RoomTree(jdbc),
          transaction);
    }

    private static AppCallbacks callbacks(
        JdbcClient jdbc, ServerKey serverKey, Map<String, String> environment) {
      String allowed = environment.getOrDefault(PRIVATE_NETWORKS, "");
      try {
        return new AppCallbacks(
            jdbc,
            serverKey,
            CallbackNetworks.parse(allowed),
            new SecureRandom(),
            InstantSource.system());
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(PRIVATE_NETWORKS + ": " + e.getMessage(), e);
      }
    }

    Tenants.Tenant tenant(String key) {
      return tenants
          .find(key)
          .orElseThrow(() -> new CommandFailure("There is no tenant " + key + "."));
    }

    Apps.App app(String appId) {
      return apps.find(appId)
          .orElseThrow(() -> new CommandFailure("There is no app " + appId + "."));
    }

    People.Person person(Tenants.Tenant tenant, String id) {
      return people
          .find(tenant.id(), id)
          .orElseThrow(
              () -> new CommandFailure("There is no user " + id + " in " + tenant.name() + "."));
    }
  }

  /** One admin command: what it does with the doors, and what it prints. */
  abstract static class Deed implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    Options options;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    abstract Map<String, ?> run(Doors doors);

    @Override
    public Integer call() {
      DataHome home = DataHome.open(options.data);
      try (OpenDatabase database = OpenDatabase.forCommand(home, System.getenv())) {
        KeyValues.print(
            spec.commandLine().getOut(),
            options.json,
            run(Doors.of(database, home, System.getenv())));
      }
      return CommandLine.ExitCode.OK;
    }
  }

  @Command(
      name = "tenant",
      header = "Tenants.",
      subcommands = {
        AdminCommand.TenantCreate.class,
        TenantStateCommand.Listing.class,
        TenantStateCommand.Suspend.class,
        TenantStateCommand.Resume.class
      },
      mixinStandardHelpOptions = true)
  static final class TenantCommand {}

  @Command(
      name = "user",
      header = "People.",
      subcommands = UserCreate.class,
      mixinStandardHelpOptions = true)
  static final class UserCommand {}

  @Command(
      name = "right",
      header = "Admin rights.",
      subcommands = RightGrant.class,
      mixinStandardHelpOptions = true)
  static final class RightCommand {}

  @Command(
      name = "create",
      header = "Make a tenant and the root of its room levels.",
      mixinStandardHelpOptions = true)
  static final class TenantCreate extends Deed {
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
    Map<String, ?> run(Doors doors) {
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

  @Command(name = "create", header = "Make a person.", mixinStandardHelpOptions = true)
  static final class UserCreate extends Deed {
    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "<key>",
        description = "the tenant's key")
    @SuppressWarnings("NullAway.Init")
    String tenant;

    @Option(
        names = "--name",
        required = true,
        paramLabel = "<name>",
        description = "the person's name")
    @SuppressWarnings("NullAway.Init")
    String name;

    @Option(
        names = "--user-id",
        paramLabel = "<id>",
        description = "the organisation's own id (default: made up)")
    @Nullable String userId;

    @Option(names = "--email", paramLabel = "<address>", description = "e-mail address")
    @Nullable String email;

    @Override
    Map<String, ?> run(Doors doors) {
      Tenants.Tenant owner = doors.tenant(tenant);
      if (userId != null && doors.people().find(owner.id(), userId).isPresent()) {
        throw new CommandFailure("There is a user " + userId + " in " + owner.name() + " already.");
      }
      People.Person person = doors.people().create(owner.id(), name, userId, email);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("open_id", person.openId());
      values.put("union_id", person.unionId());
      values.put("user_id", person.userId());
      values.put("name", person.name());
      return values;
    }
  }

  @Command(
      name = "grant",
      header = "Grant the admin right 会议管理 (meeting management), which exports need.",
      mixinStandardHelpOptions = true)
  static final class RightGrant extends Deed {
    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "<key>",
        description = "the tenant's key")
    @SuppressWarnings("NullAway.Init")
    String tenant;

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
    Map<String, ?> run(Doors doors) {
      Tenants.Tenant owner = doors.tenant(tenant);
      People.Person person = doors.person(owner, user);
      Long levelId =
          level == null
              ? null
              : doors
                  .roomTree()
                  .findLevel(owner.id(), level)
                  .orElseThrow(() ->
                      new CommandFailure(
                          "There is no level " + level + " in " + owner.name() + "."));
      doors.rights().grant(owner.id(), person.id(), levelId);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("right", AdminRights.MEETING_MANAGEMENT);
      values.put("user", person.openId());
      values.put("level", level == null ? "0" : level);
      return values;
    }
  }
}
