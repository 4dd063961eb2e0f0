package io.roomledger.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged program, serving from a fresh data directory a small organisation that was set up
 * and imported by the commands that its operator would use.
 */
final class OwnServer implements AutoCloseable {
  private static final int ROWS = 1000;
  private static final int ROWS_OF_OTHER_ROOM = 50;
  private static final long HOUR = 3600;
  private static final long END = Target.SAMPLE_TIME + ROWS * HOUR;
  private static final String EMAIL = "lilei@example.org";
  private static final int STOP_SECONDS = 60;

  private final Path program;
  private final Path home;
  private final Process process;
  private final TicketReceiver receiver;
  private final Target target;

  private OwnServer(Path program, Path home, Process process, TicketReceiver receiver)
      throws Exception {
    this.program = program;
    this.home = home;
    this.process = process;
    this.receiver = receiver;
    try {
      this.target = setUp(server());
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Starts it.
   *
   * @param program the front door, {@code ./roomledger}
   * @param scratch where its data directory and its log are made
   */
  static OwnServer start(Path program, Path scratch) throws Exception {
    Path home = Files.createTempDirectory(scratch, "server");
    TicketReceiver receiver = new TicketReceiver();
    Process process =
        command(program, home, "serve", "--port=0")
            .redirectError(home.resolve("serve.log").toFile())
            .start();
    // For an end by a signal, which closes nothing.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new OwnServer(program, home, process, receiver);
  }

  Target target() {
    return target;
  }

  private static ProcessBuilder command(Path program, Path home, String... words) {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(List.of(words));
    line.add("--data=" + home.resolve("data"));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().removeIf(name -> name.startsWith("ROOMLEDGER_"));
    builder.environment().put("ROOMLEDGER_CALLBACKS_PRIVATENETWORKS", "127.0.0.0/8");
    // All clients together ask more often than one app may.
    builder.environment().put("ROOMLEDGER_LIMITS_FACTOR", "0");
    builder.environment().put("ROOMLEDGER_LIMITS_TOKENREQUESTSPERADDRESS", "0");
    return builder;
  }

  private String server() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("server: ")) {
        return line.substring("server: ".length());
      }
    }
    throw new IllegalStateException(
        "the program ended before it served:\n" + Files.readString(home.resolve("serve.log")));
  }

  /** Runs a command beside the server. @return what it printed, {@code key: value} */
  private Map<String, String> run(String... words) throws Exception {
    Process command =
        command(program, home, words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (command.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", words) + " failed: " + printed);
    }
    Map<String, String> values = new HashMap<>();
    for (String line : printed.lines().toList()) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        values.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return values;
  }

  private Target setUp(String url) throws Exception {
    String tenant =
        value(run("admin", "tenant", "create", "--name=示例公司", "--zone=Asia/Shanghai"), "tenant");
    Path csv = Files.writeString(home.resolve("reservations.csv"), reservations());
    Map<String, String> imported = run("import", "--tenant=" + tenant, csv.toString());
    // One more of the same room begins when the range is over.
    if (Integer.parseInt(value(imported, "inserted")) != ROWS + ROWS_OF_OTHER_ROOM + 1) {
      throw new IllegalStateException("imported otherwise than written: " + imported);
    }
    Map<String, String> person =
        run(
            "admin",
            "user",
            "create",
            "--tenant=" + tenant,
            "--name=李雷",
            "--user-id=lilei",
            "--email=" + EMAIL);
    run(
        "admin",
        "right",
        "grant",
        "--tenant=" + tenant,
        "--user=lilei",
        "--level=" + Target.SAMPLE_LEVEL);

    Map<String, String> question = new HashMap<>();
    question.put("ROOM_LEVEL_ID", Target.SAMPLE_LEVEL);
    question.put("ROOM_ID", Target.SAMPLE_ROOM);
    question.put("START_TIME", Long.toString(Target.SAMPLE_TIME));
    question.put("END_TIME", Long.toString(END));
    // The right reaches the sample's level and no other.
    question.put("FORBIDDEN_LEVEL_ID", "0");

    Map<ClientMode, Map<String, String>> modes = new EnumMap<>(ClientMode.class);
    Map<String, String> custom = new HashMap<>(question);
    custom.putAll(customApp(tenant, "vc:export"));
    Map<String, String> unscoped = customApp(tenant, "vc:room:readonly");
    custom.put(
        "UNSCOPED_TOKEN",
        TokenCalls.tenantToken(url, value(unscoped, "APP_ID"), value(unscoped, "APP_SECRET")));
    modes.put(ClientMode.FETCHED, Target.told(ClientMode.FETCHED, url, custom));
    custom.put(
        "TOKEN", TokenCalls.tenantToken(url, value(custom, "APP_ID"), value(custom, "APP_SECRET")));
    modes.put(ClientMode.PASSED, Target.told(ClientMode.PASSED, url, custom));

    Map<String, String> store = new HashMap<>(question);
    store.putAll(storeApp(url, tenant));
    store.put("UNSCOPED_TOKEN", value(custom, "UNSCOPED_TOKEN"));
    modes.put(ClientMode.STORE, Target.told(ClientMode.STORE, url, store));

    userModes(url, tenant, value(person, "password"), question, modes);
    return new Target(url, modes, ROWS, true);
  }

  /** Tokens of a person of both kinds, got as an app gets them: page, sign-in, consent, code. */
  private void userModes(
      String url,
      String tenant,
      String password,
      Map<String, String> question,
      Map<ClientMode, Map<String, String>> modes)
      throws Exception {
    Map<String, String> app = customApp(tenant, "vc:export", "offline_access");
    run("admin", "app", "redirect", "add", value(app, "APP_ID"), UserConsent.REDIRECT);
    UserConsent consent =
        new UserConsent(url, value(app, "APP_ID"), value(app, "APP_SECRET"), EMAIL, password);
    for (ClientMode mode : new ClientMode[] {ClientMode.USER, ClientMode.USER_V1}) {
      boolean older = mode == ClientMode.USER_V1;
      Map<String, String> told = new HashMap<>(question);
      told.putAll(app);
      told.put("TOKEN", consent.token("vc:export", older));
      told.put("UNSCOPED_TOKEN", consent.token("offline_access", older));
      modes.put(mode, Target.told(mode, url, told));
    }
  }

  /** The app's id and secret, as clients are told them. */
  private Map<String, String> customApp(String tenant, String... scopes) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("admin", "app", "create", "--tenant=" + tenant, "--creator=lilei"));
    for (String scope : scopes) {
      words.add("--scope=" + scope);
    }
    Map<String, String> app = run(words.toArray(String[]::new));
    return Map.of("APP_ID", value(app, "app_id"), "APP_SECRET", value(app, "app_secret"));
  }

  /** A store app that the tenant installed, with an Encrypt Key, and the event that it got. */
  private Map<String, String> storeApp(String url, String tenant) throws Exception {
    Map<String, String> app = run("admin", "app", "create", "--store", "--scope=vc:export");
    String appId = value(app, "app_id");
    Map<String, String> callback = run("admin", "app", "callback", appId, "--encrypt");
    receiver.decryptWith(value(callback, "encrypt_key"));
    run("admin", "app", "callback", appId, "--url=" + receiver.url());
    run("admin", "app", "install", appId, "--tenant=" + tenant, "--person=lilei");
    TokenCalls.resendTicket(url, appId, value(app, "app_secret"));

    Map<String, String> told = new HashMap<>(receiver.awaitEvent());
    told.put("APP_ID", appId);
    told.put("APP_SECRET", value(app, "app_secret"));
    told.put("TENANT_KEY", tenant);
    told.put("ENCRYPT_KEY", value(callback, "encrypt_key"));
    told.put("VERIFICATION_TOKEN", value(callback, "verification_token"));
    return told;
  }

  private static String value(Map<String, String> values, String key) {
    return Objects.requireNonNull(values.get(key), () -> key + " is not in " + values.keySet());
  }

  private static String reservations() {
    StringBuilder csv =
        new StringBuilder(
            "external_id,level_path,level_id,room_name,room_id,topic,booker_user_id,booker_name,"
                + "start_time,end_time\r\n");
    for (int i = 0; i <= ROWS; i++) {
      line(csv, "a" + i, "海棠," + Target.SAMPLE_ROOM, i);
    }
    for (int i = 0; i < ROWS_OF_OTHER_ROOM; i++) {
      line(csv, "b" + i, "玉兰,omm_00000000000000000000000000000001", i);
    }
    return csv.toString();
  }

  private static void line(StringBuilder csv, String id, String room, int hour) {
    long start = Target.SAMPLE_TIME + hour * HOUR;
    csv.append(
        "%s,上海 / 漕河泾,%s,%s,\"周会 \"\"%d\"\" 🙂\",hanmeimei,韩梅梅,%d,%d\r\n"
            .formatted(id, Target.SAMPLE_LEVEL, room, hour, start, start + HOUR / 2));
  }

  @Override
  public void close() throws IOException {
    receiver.close();
    process.destroy();
    if (process
        .onExit()
        .completeOnTimeout(process, STOP_SECONDS, TimeUnit.SECONDS)
        .join()
        .isAlive()) {
      process.destroyForcibly();
      throw new IllegalStateException("the program did not stop within a minute of SIGTERM");
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
