package io.roomledger.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who the command is towards the server. Never printed: {@code toString} hides what is secret. */
sealed interface Credentials {

  /** An app; the command gets itself a tenant token with it. */
  record App(String id, String secret) implements Credentials {
    @Override
    public String toString() {
      return "App[" + id + "]";
    }
  }

  /** A person's own token, used as it is. */
  record UserToken(String token) implements Credentials {
    @Override
    public String toString() {
      return "UserToken[…]";
    }
  }

  int LONGEST_SECRET_BYTES = 8_192;

  /**
   * What an HTTP header can carry; checked here, because Java's own message about a bad header
   * quotes it whole.
   */
  Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

  /** The credential options as given; each may be missing. */
  record Options(
      @Nullable String appId,
      @Nullable String appSecret,
      @Nullable Path appSecretFile,
      @Nullable Path userTokenFile) {

    /** Options come before the environment; in the environment a user token comes before an app. */
    Credentials resolve(Map<String, String> environment) throws Failure {
      boolean appGiven = appId != null || appSecret != null || appSecretFile != null;
      if (userTokenFile != null) {
        if (appGiven) {
          throw Failure.of(ExitCode.USAGE, "give either --user-token-file or an app, not both");
        }
        return new UserToken(read(userTokenFile, "user token"));
      }
      String userToken = environment.getOrDefault("ROOMLEDGER_USER_TOKEN", "");
      if (!appGiven && !userToken.isBlank()) {
        return new UserToken(checked(userToken, "ROOMLEDGER_USER_TOKEN"));
      }
      return app(environment);
    }

    private App app(Map<String, String> environment) throws Failure {
      if (appSecret != null && appSecretFile != null) {
        throw Failure.of(ExitCode.USAGE, "give either --app-secret-file or --app-secret, not both");
      }
      String id = appId != null ? appId : environment.getOrDefault("ROOMLEDGER_APP_ID", "");
      String secret;
      if (appSecretFile != null) {
        secret = read(appSecretFile, "app secret");
      } else {
        secret =
            appSecret != null ? appSecret : environment.getOrDefault("ROOMLEDGER_APP_SECRET", "");
      }
      if (id.isBlank() || secret.isBlank()) {
        throw Failure.of(
            ExitCode.USAGE,
            "no credentials: the " + (id.isBlank() ? "app id" : "app secret") + " is missing",
            "set ROOMLEDGER_APP_ID and ROOMLEDGER_APP_SECRET, or give --app-id and"
                + " --app-secret-file");
      }
      return new App(checked(id, "the app id"), checked(secret, "the app secret"));
    }

    private static String read(Path file, String what) throws Failure {
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(LONGEST_SECRET_BYTES + 1);
      } catch (IOException e) {
        throw Failure.of(
            ExitCode.LOCAL_FILE, "cannot read the %s: %s".formatted(what, LocalFault.of(e)));
      }
      if (bytes.length > LONGEST_SECRET_BYTES) {
        throw Failure.of(ExitCode.LOCAL_FILE, "%s is too long for the %s".formatted(file, what));
      }
      return checked(new String(bytes, StandardCharsets.UTF_8), file.toString());
    }

    private static String checked(String secret, String source) throws Failure {
      String stripped = secret.strip();
      if (!VISIBLE_ASCII.matcher(stripped).matches()) {
        throw Failure.of(
            ExitCode.USAGE,
            source + " must hold one line of visible ASCII characters and nothing else");
      }
      return stripped;
    }
  }
}
