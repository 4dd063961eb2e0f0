package io.roomledger.command;

import io.roomledger.identity.Apps;
import io.roomledger.oauth.RedirectUris;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code admin app redirect}: where an app may have people sent back to. */
@Command(
    name = "redirect",
    header = "Where an app may have people sent back to after the authorize page.",
    subcommands = {
      AppRedirectCommand.Add.class,
      AppRedirectCommand.Remove.class,
      AppRedirectCommand.Listing.class
    },
    mixinStandardHelpOptions = true)
final class AppRedirectCommand extends AdminCommand.Group {

  private static Map<String, Object> values(AdminCommand.Doors doors, Apps.App app) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("app_id", app.appId());
    values.put("redirect_uris", doors.redirectUris().of(app.number()));
    return values;
  }

  @Command(
      name = "add",
      header = "Add an address; it is compared letter for letter.",
      mixinStandardHelpOptions = true)
  static final class Add extends AppCommand.OnApp {
    @Parameters(index = "1", paramLabel = "<redirect_uri>", description = "the whole address")
    @SuppressWarnings("NullAway.Init")
    String uri;

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      RedirectUris.problem(uri)
          .ifPresent(problem -> {
            throw new CommandFailure("<redirect_uri> " + problem + ".");
          });
      if (!doors.redirectUris().add(app.number(), uri)) {
        throw new CommandFailure(app.appId() + " has too many addresses: remove some.");
      }
      return values(doors, app);
    }
  }

  @Command(name = "remove", header = "Remove an address.", mixinStandardHelpOptions = true)
  static final class Remove extends AppCommand.OnApp {
    @Parameters(index = "1", paramLabel = "<redirect_uri>", description = "the whole address")
    @SuppressWarnings("NullAway.Init")
    String uri;

    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      if (!doors.redirectUris().remove(app.number(), uri)) {
        throw new CommandFailure(app.appId() + " does not have this address.");
      }
      return values(doors, app);
    }
  }

  @Command(name = "list", header = "List the addresses of an app.", mixinStandardHelpOptions = true)
  static final class Listing extends AppCommand.OnApp {
    @Override
    Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
      return values(doors, app);
    }
  }
}
