package io.roomledger.command;

import io.roomledger.identity.AdminRights;
import io.roomledger.identity.AppCallbacks;
import io.roomledger.identity.AppInstallations;
import io.roomledger.identity.AppSecrets;
import io.roomledger.identity.Apps;
import io.roomledger.identity.CallbackNetworks;
import io.roomledger.identity.Departments;
import io.roomledger.identity.People;
import io.roomledger.identity.Secrets;
import io.roomledger.identity.ServerKey;
import io.roomledger.identity.Tenants;
import io.roomledger.oauth.RedirectUris;
import io.roomledger.rooms.RoomTree;
import io.roomledger.signin.Accounts;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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

/** {@code admin}: tenants, people, departments, apps and rights. */
@Command(
    name = "admin",
    header = "Tenants, people, departments, apps, rights, and the audit trail.",
    description = "Works beside a running server, or starts its database for the while.",
    subcommands = {
      TenantCommand.class,
      UserCommand.class,
      DepartmentCommand.class,
      AppCommand.class,
      RightCommand.class,
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
        spec.commandLine(),
        "admin what? There are: " + String.join(", ", spec.subcommands().keySet()));
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
      Departments departments,
      Accounts accounts,
      Apps apps,
      RedirectUris redirectUris,
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
          new Departments(jdbc, transaction, secrets),
          new Accounts(jdbc, transaction, secrets, InstantSource.system()),
          new Apps(jdbc, transaction, secrets),
          new RedirectUris(jdbc),
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

    Departments.Department department(Tenants.Tenant tenant, String openId) {
      return departments
          .find(tenant.id(), openId)
          .orElseThrow(() ->
              new CommandFailure(
                  "There is no department " + openId + " in " + tenant.name() + "."));
    }

    People.Person person(Tenants.Tenant tenant, String id) {
      return people
          .find(tenant.id(), id)
          .orElseThrow(
              () -> new CommandFailure("There is no user " + id + " in " + tenant.name() + "."));
    }
  }

  /** The tenant that a command is about. */
  static final class TenantOption {
    @Option(
        names = "--tenant",
        required = true,
        paramLabel = "<key>",
        description = "the tenant's key")
    @SuppressWarnings("NullAway.Init")
    String key;
  }

  /** A deed in one tenant. */
  abstract static class InTenant extends Deed {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    TenantOption tenant;

    @Override
    final Map<String, ?> run(Doors doors) {
      return run(doors, doors.tenant(tenant.key));
    }

    abstract Map<String, ?> run(Doors doors, Tenants.Tenant tenant);
  }

  /** What a group of commands says when none of them is named. */
  abstract static class Group implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public final void run() {
      throw new ParameterException(
          spec.commandLine(),
          spec.name() + " what? There are: " + String.join(", ", spec.subcommands().keySet()));
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
}
