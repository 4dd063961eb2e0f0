package io.roomledger.command;

import io.roomledger.identity.AppInstallations;
import io.roomledger.identity.AppKind;
import io.roomledger.identity.AppSecrets;
import io.roomledger.identity.Apps;
import io.roomledger.identity.IpRange;
import io.roomledger.identity.People;
import io.roomledger.identity.Tenants;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code admin app}: apps, their secrets, scopes and installations. */
@Command(
    name = "app",
    header = "Apps.",
    subcommands = {
      AppCommand.Create.class,
      AppCommand.Listing.class,
      AppCommand.Show.class,
      AppCommand.Scope.class,
      AppCommand.Disable.class,
      AppCommand.Enable.class,
      AppCommand.RotateSecret.class,
      AppCommand.AllowIp.class,
      AppCommand.Install.class,
      AppCommand.Uninstall.class,
      AppCallbackCommand.class,
      AppRedirectCommand.class
    },
    mixinStandardHelpOptions = true)
final class AppCommand extends AdminCommand.Group {
  private static Map<String, Object> values(Apps.App app) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("app_id", app.appId());
    values.put("name", app.name());
    values.put("kind", app.kind().word());
    values.put("state", app.active() ? "active" : "disabled");
    String owner = app.ownerTenantKey();
    if (owner != null) {
      values.put("tenant", owner);
    }
    values.put("scopes", app.scopes());
    values.put("allowed_ips", app.allowedIps());
    return values;
  }

  /** The app after the change. */
  private static Map<String, Object> shown(AdminCommand.Doors doors, Apps.App app) {
    return values(doors.app(app.appId()));
  }

  @Command(
      name = "create",
      header = "Make an app; its secret is shown this once.",
      mixinStandardHelpOptions = true)
  static final class Create extends AdminCommand.Deed {
    @Option(
        names = "--store",
        description = "a store app, which tenants install; without it a custom app of one tenant")
    boolean store;

    @Option(names = "--tenant", paramLabel = "<key>", description = "the custom app's tenant")
    @Nullable String tenant;

    @Option(
        names = "--name",
        paramLabel = "<name>",
        description = "name of the app (default: ${DEFAULT-VALUE})")
    String name = "app";

    @Option(
        names = "--creator",
        paramLabel = "<id>",
        description =
            "open_id or user_id of the custom app's creator, whose rights its tenant token has")
    @Nullable String creator;

    @Option(
        names = "--scope",
        split = ",",
        required = true,
        paramLabel = "<scope>",
        description = "a scope the app holds, e.g. vc:export; may be repeated")
    List<String> scopes = List.of();

    @Override
    Map<String, ?> run(AdminCommand.Doors doors) {
      Apps.NewApp app = store ? storeApp(doors) : customApp(doors);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("app_id", app.appId());
      values.put("app_secret", app.secret());
      values.put("scopes", app.scopes());
      return values;
    }

    private Apps.NewApp storeApp(AdminCommand.Doors doors) {
      if (tenant != null || creator != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--store goes without --tenant and --creator: see admin app install");
      }
      return doors.apps().createStore(name, scopes);
    }

    private Apps.NewApp customApp(AdminCommand.Doors doors) {
      if (tenant == null || creator == null) {
        throw new ParameterException(
            spec.commandLine(), "a custom app needs --tenant and --creator; a store app --store");
      }
      Tenants.Tenant owner = doors.tenant(tenant);
      return doors.apps().createCustom(owner.id(), name, doors.person(owner, creator).id(), scopes);
    }
  }

  @Command(name = "list", header = "List the apps.", mixinStandardHelpOptions = true)
  static final class Listing extends AdminCommand.Deed {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors) {
      return Map.of("apps", doors.apps().list().stream().map(AppCommand::values).toList());
    }
  }

  /** A deed on one app. */
  abstract static class OnApp extends AdminCommand.Deed {
    @Parameters(index = "0", paramLabel = "<app_id>", description = "the app, cli_…")
    @SuppressWarnings("NullAway.Init")
    String appId;

    @Override
    final Map<String, ?> run(AdminCommand.Doors doors) {
      return run(doors, doors.app(appId));
    }

    abstract Map<String, ?> run(AdminCommand.Doors doors, Apps.App app);
  }

  @Command(
      name = "show",
      header = "Show an app and where it is installed.",
      mixinStandardHelpOptions = true)
  static final class Show extends OnApp {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      Map<String, Object> values = AppCommand.values(app);
      values.put(
          "installations",
          doors.appInstallations().of(app.number()).stream().map(Show::values).toList());
      return values;
    }

    private static Map<String, Object> values(AppInstallations.Installation installation) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("installed_in", installation.tenantKey());
      values.put("person", installation.openId());
      values.put("state", installation.enabled() ? "enabled" : "disabled");
      return values;
    }
  }

  @Command(
      name = "scope",
      header = "Give an app scopes, or take them.",
      mixinStandardHelpOptions = true)
  static final class Scope extends OnApp {
    @Option(names = "--add", split = ",", paramLabel = "<scope>", description = "scopes to give")
    List<String> add = List.of();

    @Option(names = "--remove", split = ",", paramLabel = "<scope>", description = "scopes to take")
    List<String> remove = List.of();

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      if (add.isEmpty() && remove.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "which scopes? --add or --remove");
      }
      doors.apps().changeScopes(app.number(), add, remove);
      return shown(doors, app);
    }
  }

  @Command(
      name = "disable",
      header = "Keep an app out, with all its tokens.",
      mixinStandardHelpOptions = true)
  static final class Disable extends OnApp {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      doors.apps().setActive(app.number(), false);
      return shown(doors, app);
    }
  }

  @Command(
      name = "enable",
      header = "Let a disabled app in again.",
      mixinStandardHelpOptions = true)
  static final class Enable extends OnApp {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      doors.apps().setActive(app.number(), true);
      return shown(doors, app);
    }
  }

  @Command(
      name = "rotate-secret",
      header = "Give an app a new secret, which is shown this once.",
      description = "The old secret and the tokens got with it are good for the overlap.",
      mixinStandardHelpOptions = true)
  static final class RotateSecret extends OnApp {
    @Option(
        names = "--overlap",
        paramLabel = "<duration>",
        description = "how long both are good, e.g. 0s, 30m, 7d (default: ${DEFAULT-VALUE})")
    String overlap = "24h";

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      AppSecrets.Rotated rotated = doors.appSecrets().rotate(app.number(), duration());
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("app_id", app.appId());
      values.put("app_secret", rotated.secret());
      values.put("old_secret_ends", rotated.oldEndsAt().toString());
      return values;
    }

    private Duration duration() {
      try {
        Duration duration = DurationStyle.detectAndParse(overlap);
        if (!duration.isNegative()) {
          return duration;
        }
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            spec.commandLine(), "--overlap: write e.g. 0s, 30m, 24h or 7d", e);
      }
      throw new ParameterException(spec.commandLine(), "--overlap must not be negative");
    }
  }

  @Command(
      name = "allow-ip",
      header = "Say which addresses an app may call from.",
      mixinStandardHelpOptions = true)
  static final class AllowIp extends OnApp {
    @Option(
        names = "--range",
        split = ",",
        paramLabel = "<cidr>",
        description = "an address, or a range like 10.0.0.0/8; these take the place of the old")
    List<String> ranges = List.of();

    @Option(names = "--any", description = "from anywhere")
    boolean any;

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      if (any != ranges.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "either --range or --any");
      }
      try {
        doors.apps().setAllowedIps(app.number(), ranges.stream().map(IpRange::parse).toList());
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--range: " + e.getMessage(), e);
      }
      return shown(doors, app);
    }
  }

  @Command(
      name = "install",
      header = "Install an app in a tenant, or change how it is installed.",
      mixinStandardHelpOptions = true)
  static final class Install extends OnApp {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    AdminCommand.TenantOption tenant;

    @Option(
        names = "--person",
        required = true,
        paramLabel = "<id>",
        description = "open_id or user_id of the person whose rights the app's tenant token has")
    @SuppressWarnings("NullAway.Init")
    String person;

    @Option(names = "--disabled", description = "there, but not to be used")
    boolean disabled;

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      Tenants.Tenant there = doors.tenant(tenant.key);
      if (app.kind() == AppKind.CUSTOM && !there.key().equals(app.ownerTenantKey())) {
        throw new CommandFailure(app.appId() + " is a custom app of another tenant.");
      }
      People.Person rights = doors.person(there, person);
      doors.appInstallations().install(app.number(), there.id(), rights.id(), !disabled);
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("app_id", app.appId());
      values.put("tenant", there.key());
      values.put("person", rights.openId());
      values.put("state", disabled ? "disabled" : "enabled");
      return values;
    }
  }

  @Command(
      name = "uninstall",
      header = "Take a store app out of a tenant, with its tokens there.",
      mixinStandardHelpOptions = true)
  static final class Uninstall extends OnApp {
    @Mixin
    @SuppressWarnings("NullAway.Init")
    AdminCommand.TenantOption tenant;

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      if (app.kind() == AppKind.CUSTOM) {
        throw new CommandFailure(
            app.appId() + " is a custom app, which stays in its tenant: disable it.");
      }
      Tenants.Tenant there = doors.tenant(tenant.key);
      if (!doors.appInstallations().uninstall(app.number(), there.id())) {
        throw new CommandFailure(
            app.appId() + " is not installed in " + there.name() + " (" + there.key() + ").");
      }
      return Map.of("uninstalled", app.appId());
    }
  }
}
