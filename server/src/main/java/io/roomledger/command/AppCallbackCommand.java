package io.roomledger.command;

import io.roomledger.identity.AppCallbacks;
import io.roomledger.identity.AppKind;
import io.roomledger.identity.Apps;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code admin app callback}: where a store app's events go. */
@Command(
    name = "callback",
    header = "Show or set where a store app's events are pushed, and the keys they have.",
    description = {
      "First give the app's server the verification token, and the Encrypt Key if there shall be"
          + " one; then set the address, which must answer the challenge.",
      "Private networks are called only when ROOMLEDGER_CALLBACKS_PRIVATENETWORKS names them, here"
          + " and for the server."
    },
    mixinStandardHelpOptions = true)
final class AppCallbackCommand extends AppCommand.OnApp {
  @Option(names = "--url", paramLabel = "<url>", description = "the address from now on")
  @Nullable String url;

  @Option(names = "--no-url", description = "push nothing any more")
  boolean noUrl;

  @Option(
      names = "--encrypt",
      negatable = true,
      description = "make a new Encrypt Key, or send in clear again")
  @Nullable Boolean encrypt;

  @Override
  Map<String, ?> run(AdminCommand.Doors doors, Apps.App app) {
    if (app.kind() != AppKind.STORE) {
      throw new CommandFailure(app.appId() + " is a custom app: it has no events.");
    }
    if (url != null && (noUrl || encrypt != null)) {
      throw new ParameterException(
          spec.commandLine(), "one after the other: first --encrypt, then --url");
    }
    AppCallbacks callbacks = doors.callbacks().get();
    if (encrypt != null) {
      callbacks.setEncrypted(app.number(), encrypt);
    }
    if (noUrl) {
      callbacks.removeUrl(app.number());
    }
    if (url != null) {
      try {
        callbacks.setUrl(app.number(), url);
      } catch (AppCallbacks.RefusedException e) {
        throw new CommandFailure("--url: the address " + e.getMessage() + ".", e);
      }
    }
    return shown(app, callbacks.of(app.number()));
  }

  private static Map<String, Object> shown(Apps.App app, AppCallbacks.Callback callback) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("app_id", app.appId());
    values.put("url", callback.url() == null ? "" : callback.url());
    values.put("verification_token", callback.verificationToken());
    values.put("encrypt_key", callback.encryptKey() == null ? "" : callback.encryptKey());
    if (callback.lastError() != null) {
      values.put("last_error", callback.lastError());
    }
    return values;
  }
}
