package io.roomledger.command;

import io.roomledger.database.OwnerOnlyFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a demo's data directory is known by, in a file that only its owner may read.
 *
 * @param rows how many reservations its sample organisation has
 * @param appId the app to call the API with; null until the sample is loaded
 * @param appSecret its secret; null until the sample is loaded
 * @param user whom to sign in as on the authorize page; null until there is an account
 * @param password their password, made up for this demo
 */
record DemoFile(
    long rows,
    @Nullable String appId,
    @Nullable String appSecret,
    @Nullable String user,
    @Nullable String password) {
  private static final String ROWS = "rows";
  private static final String APP_ID = "app_id";
  private static final String APP_SECRET = "app_secret";
  private static final String USER = "user";
  private static final String PASSWORD = "password";

  static Optional<DemoFile> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Properties properties = new Properties();
      properties.load(
          new StringReader(new String(OwnerOnlyFile.read(file), StandardCharsets.UTF_8)));
      long rows = Long.parseLong(properties.getProperty(ROWS, ""));
      return Optional.of(
          new DemoFile(
              rows,
              properties.getProperty(APP_ID),
              properties.getProperty(APP_SECRET),
              properties.getProperty(USER),
              properties.getProperty(PASSWORD)));
    } catch (IOException | NumberFormatException e) {
      throw new CommandFailure("The demo's file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  void write(Path file) {
    StringBuilder text = new StringBuilder("# Made by ./roomledger demo.\n");
    text.append(ROWS).append('=').append(rows).append('\n');
    if (appId != null && appSecret != null) {
      text.append(APP_ID).append('=').append(appId).append('\n');
      text.append(APP_SECRET).append('=').append(appSecret).append('\n');
    }
    if (user != null && password != null) {
      text.append(USER).append('=').append(user).append('\n');
      text.append(PASSWORD).append('=').append(password).append('\n');
    }
    try {
      OwnerOnlyFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandFailure("The demo's file " + file + " cannot be written: " + e, e);
    }
  }

  @Override
  public String toString() {
    return "DemoFile[rows=" + rows + ", appId=" + appId + ", appSecret=…, user=" + user + "]";
  }
}
