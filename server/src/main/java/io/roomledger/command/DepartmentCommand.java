package io.roomledger.command;

import io.roomledger.identity.Departments;
import io.roomledger.identity.Tenants;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code admin department}. */
@Command(
    name = "department",
    header = "Departments.",
    subcommands = {
      DepartmentCommand.Create.class,
      DepartmentCommand.Listing.class,
      DepartmentCommand.Rename.class,
      DepartmentCommand.Move.class
    },
    mixinStandardHelpOptions = true)
final class DepartmentCommand extends AdminCommand.Group {
  private static final String TOP = "0";

  private static Map<String, Object> values(Departments.Department department) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("department", department.openId());
    values.put("name", department.name());
    String parent = department.parentOpenId();
    values.put("parent", parent == null ? TOP : parent);
    return values;
  }

  private static @Nullable Long parent(
      AdminCommand.Doors doors, Tenants.Tenant tenant, String openId) {
    return openId.equals(TOP) ? null : doors.department(tenant, openId).id();
  }

  @Command(name = "create", header = "Make a department.", mixinStandardHelpOptions = true)
  static final class Create extends AdminCommand.InTenant {
    @Option(names = "--name", required = true, paramLabel = "<name>", description = "its name")
    @SuppressWarnings("NullAway.Init")
    String name;

    @Option(
        names = "--parent",
        paramLabel = "<od-id>",
        description = "the department above it (default: none)")
    String parent = TOP;

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant) {
      String made = doors.departments().create(tenant.id(), name, parent(doors, tenant, parent));
      return values(doors.department(tenant, made));
    }
  }

  @Command(
      name = "list",
      header = "List the departments of a tenant.",
      mixinStandardHelpOptions = true)
  static final class Listing extends AdminCommand.InTenant {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant) {
      return Map.of(
          "departments",
          doors.departments().list(tenant.id()).stream().map(DepartmentCommand::values).toList());
    }
  }

  /** A deed on one department. */
  abstract static class OnDepartment extends AdminCommand.InTenant {
    @Parameters(paramLabel = "<od-id>", description = "the department")
    @SuppressWarnings("NullAway.Init")
    String department;

    @Override
    final Map<String, ?> run(AdminCommand.Doors doors, Tenants.Tenant tenant) {
      change(doors, tenant, doors.department(tenant, department));
      return values(doors.department(tenant, department));
    }

    abstract void change(
        AdminCommand.Doors doors, Tenants.Tenant tenant, Departments.Department department);
  }

  @Command(name = "rename", header = "Rename a department.", mixinStandardHelpOptions = true)
  static final class Rename extends OnDepartment {
    @Option(names = "--name", required = true, paramLabel = "<name>", description = "its new name")
    @SuppressWarnings("NullAway.Init")
    String name;

    @Override
    void change(
        AdminCommand.Doors doors, Tenants.Tenant tenant, Departments.Department department) {
      doors.departments().rename(tenant.id(), department.id(), name);
    }
  }

  @Command(
      name = "move",
      header = "Put a department below another.",
      mixinStandardHelpOptions = true)
  static final class Move extends OnDepartment {
    @Option(
        names = "--parent",
        required = true,
        paramLabel = "<od-id>",
        description = "the department above it; 0 = none")
    @SuppressWarnings("NullAway.Init")
    String parent;

    @Override
    void change(
        AdminCommand.Doors doors, Tenants.Tenant tenant, Departments.Department department) {
      if (!doors.departments().move(tenant.id(), department.id(), parent(doors, tenant, parent))) {
        throw new CommandFailure("--parent: a department cannot lie below itself.");
      }
    }
  }
}
