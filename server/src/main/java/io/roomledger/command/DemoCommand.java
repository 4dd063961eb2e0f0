package io.roomledger.command;

import io.roomledger.database.Database;
import io.roomledger.demo.DemoData;
import io.roomledger.demo.DemoTenant;
import io.roomledger.demo.SampleOrganisation;
import io.roomledger.exports.FinishedExports;
import io.roomledger.identity.AdminRights;
import io.roomledger.identity.Apps;
import io.roomledger.identity.People;
import io.roomledger.identity.Secrets;
import io.roomledger.oauth.RedirectUris;
import io.roomledger.signin.Accounts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code demo}: a server with a sample organisation, and an export of all of it through the
 * server's own API.
 */
@Command(
    name = "demo",
    header = "Start with a sample organisation and export it, then serve until stopped.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final long DEFAULT_ROWS = 5_000;
  private static final long MOST_ROWS = 20_000_000;
  private static final long SEED = 20_220_606;
  private static final List<String> SCOPES = List.of("vc:export", "offline_access");

  /** Nothing listens there: the code is read off the browser's address. */
  private static final String REDIRECT = "http://127.0.0.1:8421/back";

  private static final Pattern TASK = Pattern.compile("(?m)^task_id: ([0-9]+)$");

  @Option(
      names = "--data",
      paramLabel = "<dir>",
      description = "data directory of its own (default: ${DEFAULT-VALUE})")
  Path data = Path.of("demo-data");

  @Option(
      names = "--port",
      paramLabel = "<port>",
      description = "port to listen on, on this machine only (default: ${DEFAULT-VALUE})")
  int port = 8420;

  @Option(
      names = "--rows",
      paramLabel = "<n>",
      description =
          "reservations of the sample, all of them exported (default: " + DEFAULT_ROWS + ")")
  @Nullable Long rows;

  @Option(names = "--no-serve", description = "stop when the file is there")
  boolean noServe;

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  @Override
  public Integer call() throws SQLException {
    checkRows();
    Map<String, String> environment = withoutDatabase(System.getenv());
    DataHome home = DataHome.open(data);
    home.refuseAllButDemo();
    DemoFile known = known(home);
    known.write(home.demoFile());
    OpenDatabase database = OpenDatabase.forServer(home, environment);
    DemoFile ready;
    try {
      ready = prepare(database.database(), known);
      ready.write(home.demoFile());
    } catch (SQLException | RuntimeException e) {
      database.close();
      throw e;
    }
    try (RunningServer server = RunningServer.start(database, home, environment, settings())) {
      String address = "http://127.0.0.1:" + server.port();
      export(home, ready, address, database.database());
      if (!noServe) {
        spec.commandLine().getErr().println("Serving until stopped with Ctrl-C.");
        spec.commandLine().getErr().flush();
        server.await();
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private void checkRows() {
    if (rows != null && (rows < 1 || rows > MOST_ROWS)) {
      throw new ParameterException(spec.commandLine(), "--rows must be between 1 and " + MOST_ROWS);
    }
  }

  /** The demo has a database of its own, whatever the environment says to serve from. */
  private static Map<String, String> withoutDatabase(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("ROOMLEDGER_DB_"))
        .collect(
            java.util.stream.Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private DemoFile known(DataHome home) {
    DemoFile known =
        DemoFile.read(home.demoFile())
            .orElseGet(
                () -> new DemoFile(rows == null ? DEFAULT_ROWS : rows, null, null, null, null));
    if (rows != null && rows != known.rows()) {
      throw new CommandFailure(
          home.directory()
              + " holds a sample of "
              + known.rows()
              + " reservations: leave out --rows, choose another directory with --data, or delete"
              + " this one.");
    }
    return known;
  }

  private DemoFile prepare(Database database, DemoFile known) throws SQLException {
    if (known.appSecret() != null && known.password() != null) {
      return known;
    }
    progress("Loading a sample organisation of " + known.rows() + " reservations …");
    DemoTenant tenant =
        DemoData.load(database.dataSource(), new SampleOrganisation(SEED, known.rows()));
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    TransactionTemplate transaction =
        new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
    new AdminRights(jdbc).grant(tenant.tenantId(), tenant.administratorId(), null);
    Secrets secrets = new Secrets(new SecureRandom());
    Apps apps = new Apps(jdbc, transaction, secrets);
    String appId = known.appId();
    String appSecret = known.appSecret();
    if (appId == null || appSecret == null) {
      Apps.NewApp app =
          apps.createCustom(tenant.tenantId(), "demo", tenant.administratorId(), SCOPES);
      appId = app.appId();
      appSecret = app.secret();
    }
    new RedirectUris(jdbc).add(apps.find(appId).orElseThrow().number(), REDIRECT);
    Accounts accounts = new Accounts(jdbc, transaction, secrets, InstantSource.system());
    String password = accounts.newPassword();
    accounts.setPassword(tenant.tenantId(), tenant.administratorId(), password);
    String user =
        new People(jdbc, secrets).profile(tenant.tenantId(), tenant.administratorId()).userId();
    return new DemoFile(known.rows(), appId, appSecret, user, password);
  }

  private Map<String, Object> settings() {
    return Map.of(
        "roomledger.server.address",
        "127.0.0.1",
        "roomledger.server.port",
        port,
        "roomledger.server.public-url",
        "",
        "roomledger.server.path-prefix",
        "",
        "roomledger.server.tls-certificate",
        "",
        "roomledger.server.tls-key",
        "");
  }

  private void export(DataHome home, DemoFile demo, String address, Database database) {
    String appId = Objects.requireNonNull(demo.appId());
    String appSecret = Objects.requireNonNull(demo.appSecret());
    Path file = home.directory().resolve("reservations.xlsx");
    SampleOrganisation.Period period = new SampleOrganisation(SEED, demo.rows()).wholePeriod();
    progress("Asking " + address + " for an export of all of it …");
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    int exitCode =
        io.roomledger.cli.Main.run(
            new String[] {
              "export",
              "--level=0",
              "--from=" + period.start().getEpochSecond(),
              "--to=" + period.end().getEpochSecond(),
              "--topics",
              "--force",
              "--server=" + address,
              "--output=" + file
            },
            Map.of("ROOMLEDGER_APP_ID", appId, "ROOMLEDGER_APP_SECRET", appSecret),
            new PrintStream(answer, true, StandardCharsets.UTF_8),
            System.err);
    Matcher task = TASK.matcher(answer.toString(StandardCharsets.UTF_8));
    if (exitCode != 0 || !task.find()) {
      throw new CommandFailure("The export of the sample failed; what went wrong is told above.");
    }
    long exported =
        new FinishedExports(database.dataSource())
            .rows(Long.parseLong(task.group(1)))
            .orElseThrow();
    PrintWriter out = spec.commandLine().getOut();
    out.println("xlsx: " + file);
    out.println("rows: " + exported);
    out.println("server: " + address);
    out.println("app_id: " + appId);
    out.println("app_secret: " + appSecret);
    out.println("user: " + demo.user());
    out.println("password: " + demo.password());
    out.println(
        "authorize: "
            + address
            + "/open-apis/authen/v1/authorize?response_type=code&client_id="
            + appId
            + "&redirect_uri="
            + URLEncoder.encode(REDIRECT, StandardCharsets.UTF_8)
            + "&scope="
            + String.join("%20", SCOPES));
    out.println();
    out.print(byHand(address, appId, appSecret));
    out.flush();
  }

  private static String byHand(String address, String appId, String appSecret) {
    return """
    # The same by hand, with the sample request of the documentation:
    TOKEN=$(curl -s -X POST '%1$s/open-apis/auth/v3/tenant_access_token/internal' \\
      -H 'Content-Type: application/json' -d '{"app_id":"%2$s","app_secret":"%3$s"}' \\
      | sed 's/.*"tenant_access_token":"\\([^"]*\\)".*/\\1/')
    TASK=$(curl -s -X POST '%1$s/open-apis/vc/v1/exports/resource_reservation_list' \\
      -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
      -d '{"room_level_id":"%4$s","need_topic":true,"start_time":"1655276858","end_time":"1655276858","room_ids":["%5$s"],"is_exclude":false}' \\
      | sed 's/.*"task_id":"\\([^"]*\\)".*/\\1/')
    curl -s "%1$s/open-apis/vc/v1/exports/$TASK" -H "Authorization: Bearer $TOKEN"    # again until "status":3
    FILE=$(curl -s "%1$s/open-apis/vc/v1/exports/$TASK" -H "Authorization: Bearer $TOKEN" \\
      | sed 's/.*"file_token":"\\([^"]*\\)".*/\\1/')
    curl -s "%1$s/open-apis/vc/v1/exports/download?file_token=$FILE" -H "Authorization: Bearer $TOKEN" -o sample.xlsx
    """
        .formatted(
            address,
            appId,
            appSecret,
            SampleOrganisation.SAMPLE_LEVEL_ID,
            SampleOrganisation.SAMPLE_ROOM_ID);
  }

  private void progress(String words) {
    spec.commandLine().getErr().println(words);
    spec.commandLine().getErr().flush();
  }
}
