package io.roomledger.command;

import io.roomledger.identity.Departments;
import io.roomledger.identity.People;
import io.roomledger.identity.Tenants;
import io.roomledger.signin.Accounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code admin user}: people, whether they work here, and how they sign in. */
@Command(
    name = "user",
    header = "People.",
    subcommands = {
      UserCommand.Create.class,
      UserCommand.Listing.class,
      UserCommand.Move.class,
      UserCommand.Password.class,
      UserCommand.Disable.class,
      UserCommand.Enable.class,
      UserCommand.Leave.class
    },
    mixinStandardHelpOptions = true)
final class UserCommand extends AdminCommand.Group {

  /** Where a password comes from. */
  static final class PasswordOption {
    @Option(
        names = "--password-stdin",
        description = "read the password from the first line of the input (default: make one up)")
    boolean fromInput;

    /** The password; made up when none is given. */
    String get(Accounts accounts) {
      if (!fromInput) {
        return accounts.newPassword();
      }
      try {
        // Not closed: the input is the program's.
        String line =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
      } catch (IOException e) {
        throw new CommandFailure("The password cannot be read: " + e.getMessage(), e);
      }
    }

    /** Only what nobody chose is shown, and only once. */
    void show(Map<String, Object> values, String password) {
      if (!fromInput) {
        values.put("password", password);
      }
    }
  }

  @Command(name = "create", header = "Make a person.", mixinStandardHelpOptions = true)
  static final class Create extends AdminCommand.InTenant {
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

    @Option(names = "--department", paramLabel = "<od-id>", description = "the department")
    @Nullable String department;

    @Option(
        names = "--admin",
        description = "grant the admin right 会议管理 for the whole organisation")
    boolean admin;

    @Option(names = "--no-sign-in", description = "without a password: cannot sign in")
    boolean noSignIn;

    @Mixin PasswordOption password = new PasswordOption();

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant) {
      if (noSignIn && password.fromInput) {
        throw new ParameterException(spec.commandLine(), "either --no-sign-in or --password-stdin");
      }
      if (userId != null && doors.people().find(tenant.id(), userId).isPresent()) {
        throw new CommandFailure(
            "There is a user " + userId + " in " + tenant.name() + " already.");
      }
      if (email != null && doors.people().hasEmail(tenant.id(), email)) {
        throw new CommandFailure("Somebody in " + tenant.name() + " has " + email + " already.");
      }
      String chosen = noSignIn ? null : password.get(doors.accounts());
      try {
        return doors.transaction().execute(status -> make(doors, tenant, chosen));
      } catch (Accounts.RefusedPasswordException e) {
        throw new CommandFailure("--password-stdin: " + e.getMessage() + ".", e);
      }
    }

    private Map<String, Object> make(
        AdminCommand.Doors doors, Tenants.Tenant tenant, @Nullable String chosen) {
      People.Person person = doors.people().create(tenant.id(), name, userId, email);
      if (department != null) {
        doors
            .people()
            .setDepartment(tenant.id(), person.id(), doors.department(tenant, department).id());
      }
      if (admin) {
        doors.rights().grant(tenant.id(), person.id(), null);
      }
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("open_id", person.openId());
      values.put("union_id", person.unionId());
      values.put("user_id", person.userId());
      values.put("name", person.name());
      if (chosen != null) {
        doors.accounts().setPassword(tenant.id(), person.id(), chosen);
        password.show(values, chosen);
      }
      return values;
    }
  }

  @Command(name = "list", header = "List the people of a tenant.", mixinStandardHelpOptions = true)
  static final class Listing extends AdminCommand.InTenant {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant) {
      Set<Long> accounts = Set.copyOf(doors.accounts().of(tenant.id()));
      return Map.of(
          "users",
          doors.people().list(tenant.id()).stream()
              .map(person -> values(person, accounts.contains(person.id())))
              .toList());
    }

    private static Map<String, Object> values(People.Listed person, boolean signsIn) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("open_id", person.openId());
      values.put("user_id", person.userId());
      values.put("name", person.name());
      values.put("email", person.email() == null ? "" : person.email());
      values.put("department", person.department() == null ? "" : person.department());
      values.put("state", person.state());
      values.put("signs_in", signsIn);
      return values;
    }
  }

  /** A deed on one person. */
  abstract static class OnUser extends AdminCommand.InTenant {
    @Parameters(paramLabel = "<id>", description = "open_id or user_id")
    @SuppressWarnings("NullAway.Init")
    String user;

    @Override
    final Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant) {
      return run(doors, tenant, doors.person(tenant, user));
    }

    abstract Map<String, ?> run(
        AdminCommand.Doors doors, Tenants.Tenant tenant, People.Person person);

    static Map<String, Object> values(People.Person person) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("open_id", person.openId());
      values.put("name", person.name());
      return values;
    }
  }

  @Command(
      name = "move",
      header = "Put a person into a department.",
      mixinStandardHelpOptions = true)
  static final class Move extends OnUser {
    @Option(
        names = "--department",
        required = true,
        paramLabel = "<od-id>",
        description = "the department; 0 = none")
    @SuppressWarnings("NullAway.Init")
    String department;

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant, People.Person person) {
      Departments.@Nullable Department there =
          department.equals("0") ? null : doors.department(tenant, department);
      doors.people().setDepartment(tenant.id(), person.id(), there == null ? null : there.id());
      Map<String, Object> values = values(person);
      values.put("department", department);
      return values;
    }
  }

  @Command(
      name = "password",
      header = "Give a person a new password; where they signed in, they must again.",
      mixinStandardHelpOptions = true)
  static final class Password extends OnUser {
    @Mixin PasswordOption password = new PasswordOption();

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant, People.Person person) {
      String chosen = password.get(doors.accounts());
      try {
        doors.accounts().setPassword(tenant.id(), person.id(), chosen);
      } catch (Accounts.RefusedPasswordException e) {
        throw new CommandFailure("--password-stdin: " + e.getMessage() + ".", e);
      }
      Map<String, Object> values = values(person);
      password.show(values, chosen);
      return values;
    }
  }

  /** A deed that says whether somebody works here. */
  abstract static class ChangeState extends OnUser {
    abstract Accounts.State state();

    @Override
    final Map<String, ?> run(
        AdminCommand.Doors doors, Tenants.Tenant tenant, People.Person person) {
      doors.accounts().setState(tenant.id(), person.id(), state());
      Map<String, Object> values = values(person);
      values.put("state", state().word());
      return values;
    }
  }

  @Command(
      name = "disable",
      header = "Keep a person out, with all that they allowed apps.",
      mixinStandardHelpOptions = true)
  static final class Disable extends ChangeState {
    @Override
    Accounts.State state() {
      return Accounts.State.DISABLED;
    }
  }

  @Command(
      name = "enable",
      header = "Let a person in again; what they allowed apps, they must anew.",
      mixinStandardHelpOptions = true)
  static final class Enable extends ChangeState {
    @Override
    Accounts.State state() {
      return Accounts.State.ACTIVE;
    }
  }

  @Command(
      name = "leave",
      header = "Note that a person left; old reservations keep the name.",
      mixinStandardHelpOptions = true)
  static final class Leave extends ChangeState {
    @Override
    Accounts.State state() {
      return Accounts.State.LEFT;
    }
  }
}
