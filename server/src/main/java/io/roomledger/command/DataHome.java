package io.roomledger.command;

import io.roomledger.database.OwnerOnlyFile;
import io.roomledger.files.Disks;
import io.roomledger.identity.ServerKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** The data directory: the database, the files, the server key; and whether it is a demo's. */
record DataHome(Path directory) {
  private static final String DEMO = "demo.properties";
  private static final String CONNECTION = "connection.properties";
  private static final String SERVER_KEY = "server.key";
  private static final String AUDIT_HEADS = "audit.heads";
  private static final String AUDIT_HEADS_SETTING = "ROOMLEDGER_AUDIT_HEADFILE";
  private static final String SERVER_KEY_SETTING = "ROOMLEDGER_SERVER_KEY";

  /** The directory, made for its owner alone when it is not there. */
  static DataHome open(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    try {
      OwnerOnlyFile.createDirectories(absolute);
    } catch (IOException e) {
      throw new CommandFailure("The data directory " + absolute + " cannot be made: " + e, e);
    }
    return new DataHome(absolute);
  }

  /** Where the demo keeps what it needs to start again. */
  Path demoFile() {
    return directory.resolve(DEMO);
  }

  void refuseDemo() {
    if (Files.exists(demoFile())) {
      throw new CommandFailure(
          directory
              + " belongs to the demo, whose secrets are known to whoever saw its output: choose"
              + " another with --data.");
    }
  }

  void refuseAllButDemo() {
    if (!Files.exists(demoFile()) && Files.exists(directory.resolve(CONNECTION))) {
      throw new CommandFailure(
          directory
              + " holds a server's own data: choose another directory for the demo with --data.");
    }
  }

  /** Where the newest ends of the audit trail are kept, unless a setting says otherwise. */
  Path auditHeads(Map<String, String> environment) {
    String given = environment.getOrDefault(AUDIT_HEADS_SETTING, "");
    return given.isEmpty() ? directory.resolve(AUDIT_HEADS) : Path.of(given);
  }

  /** Where files go, and what else fills this node's disks. */
  Disks disks() {
    return new Disks(directory.resolve("files"), List.of(directory));
  }

  /** The key from the environment, else from its file, which is made when it is not there. */
  ServerKey serverKey(Map<String, String> environment) {
    String given = environment.get(SERVER_KEY_SETTING);
    try {
      if (given != null) {
        return ServerKey.parse(given);
      }
      Path file = directory.resolve(SERVER_KEY);
      if (!Files.exists(file)) {
        OwnerOnlyFile.write(
            file, ServerKey.generate(new SecureRandom()).getBytes(StandardCharsets.UTF_8));
      }
      return ServerKey.parse(new String(OwnerOnlyFile.read(file), StandardCharsets.UTF_8));
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure("The server key cannot be used: " + e.getMessage(), e);
    }
  }
}
