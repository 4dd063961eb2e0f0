package io.roomledger.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ./roomledger fuzz}: Schemathesis over {@code docs/openapi.yaml} against the packaged
 * program, in as many processes as there are cores, until so many requests were made.
 */
final class FuzzSuite {
  private static final int DEFAULT_REQUESTS = 20_000;
  private static final int MOST_EXAMPLES = 200;
  private static final int LEAST_EXAMPLES = 5;

  /** About so many; only how many examples a round has goes by it. */
  private static final int OPERATIONS = 34;

  private static final Pattern CASES = Pattern.compile("(\\d[\\d,]*) generated");
  private static final Pattern TASK = Pattern.compile("\"task_id\":\"([0-9]+)\"");
  private static final Pattern FILE = Pattern.compile("\"file_token\":\"([^\"]+)\"");
  private static final long POLL_NANOS = 50_000_000;
  private static final int MOST_POLLS = 600;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path root;
  private final Path scratch;
  private final Path fuzzer;
  private final AtomicInteger requests = new AtomicInteger();
  private final int processes = Runtime.getRuntime().availableProcessors();
  private final int wanted;
  private final int examples;

  private FuzzSuite(Path root, int wanted) {
    this.root = root;
    this.wanted = wanted;
    this.examples = Math.clamp(wanted / OPERATIONS / processes, LEAST_EXAMPLES, MOST_EXAMPLES);
    this.scratch = root.resolve("target/fuzz");
    this.fuzzer = scratch.resolve("venv");
  }

  /** How one run of the fuzzer ended. */
  private record Round(long seed, int cases, boolean good, String printed) {}

  /** Runs it; exit code 0: nothing found, 1: something, 2: wrong usage. */
  public static void main(String[] words) throws Exception {
    Path root = Path.of(Objects.requireNonNull(System.getenv("ROOMLEDGER_CONFORMANCE_ROOT")));
    Map<String, Long> numbers = new HashMap<>();
    numbers.put("--requests", (long) DEFAULT_REQUESTS);
    numbers.put("--seed", 1L);
    for (int i = 0; i < words.length; i++) {
      String[] option = words[i].split("=", 2);
      String value = option.length == 2 ? option[1] : i + 1 < words.length ? words[++i] : "";
      if (!numbers.containsKey(option[0]) || !value.matches("[0-9]{1,9}")) {
        System.err.println("roomledger: there are --requests <number> and --seed <number>");
        System.exit(2);
      }
      numbers.put(option[0], Long.valueOf(value));
    }
    int wanted = (int) (long) Objects.requireNonNull(numbers.get("--requests"));
    long seed = Objects.requireNonNull(numbers.get("--seed"));
    System.exit(new FuzzSuite(root, wanted).run(seed) ? 0 : 1);
  }

  private boolean run(long firstSeed) throws Exception {
    Files.createDirectories(scratch);
    install();
    List<Round> rounds = new ArrayList<>();
    long began = System.nanoTime();
    try (OwnServer server = OwnServer.start(root.resolve("roomledger"), scratch)) {
      List<Map<String, String>> callers =
          List.of(
              known(server.target(), ClientMode.PASSED), known(server.target(), ClientMode.USER));
      AtomicInteger next = new AtomicInteger();
      try (ExecutorService pool = Executors.newFixedThreadPool(processes)) {
        List<Future<List<Round>>> running = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
          running.add(
              pool.submit(() -> {
                List<Round> mine = new ArrayList<>();
                while (requests.get() < wanted
                    && mine.stream().allMatch(round -> round.good() && round.cases() > 0)) {
                  int number = next.getAndIncrement();
                  // Every other round as a person, whose token opens other things than an app's.
                  mine.add(
                      round(
                          server.target().url(),
                          firstSeed + number,
                          callers.get(number % callers.size())));
                }
                return mine;
              }));
        }
        for (Future<List<Round>> each : running) {
          rounds.addAll(each.get());
        }
      }
    }
    long bad = rounds.stream().filter(round -> !round.good()).count();
    rounds.stream()
        .filter(round -> !round.good())
        .forEach(round -> System.out.println(round.printed()));
    System.out.printf(
        "%d requests in %d s, %d rounds, %d of them found something%n",
        requests.get(),
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
        rounds.size(),
        bad);
    report(rounds, bad);
    return bad == 0 && requests.get() >= wanted;
  }

  /** One run of the fuzzer over every operation. */
  private Round round(String url, long seed, Map<String, String> known) throws Exception {
    List<String> line =
        List.of(
            fuzzer.resolve("bin/schemathesis").toString(),
            "run",
            root.resolve("docs/openapi.yaml").toString(),
            "--url=" + url,
            "--checks=not_a_server_error,status_code_conformance,content_type_conformance,"
                + "response_headers_conformance,response_schema_conformance",
            "--phases=examples,coverage,fuzzing",
            "--max-examples=" + examples,
            "--seed=" + seed,
            "--suppress-health-check=all",
            "--warnings=off",
            "--request-timeout=60",
            "--generation-database=none",
            "--header=Authorization: Bearer " + known.get("TOKEN"));
    Path directory = Files.createTempDirectory(scratch, "round");
    Path log = scratch.resolve("round-" + seed + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(known);
    builder
        .environment()
        .put("SCHEMATHESIS_HOOKS", root.resolve("conformance/fuzz/hooks.py").toString());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    int status = process.waitFor();
    String printed = Files.readString(log);
    Matcher cases = CASES.matcher(printed);
    int made = cases.find() ? Integer.parseInt(cases.group(1).replace(",", "")) : 0;
    int sum = requests.addAndGet(made);
    System.out.printf("seed %d: %d requests, %d in all%n", seed, made, sum);
    return new Round(seed, made, status == 0 && made > 0, printed);
  }

  /** Gets the fuzzer, with everything that it needs pinned by checksums. */
  private void install() throws Exception {
    Path pinned = root.resolve("conformance/fuzz/requirements.txt");
    Path installed = fuzzer.resolve("installed.txt");
    if (Files.exists(installed) && Files.mismatch(pinned, installed) < 0) {
      return;
    }
    command("python3", "-m", "venv", "--clear", fuzzer.toString());
    command(
        fuzzer.resolve("bin/pip").toString(),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        pinned.toString());
    Files.copy(pinned, installed);
  }

  private static void command(String... words) throws Exception {
    if (new ProcessBuilder(words).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", words) + " failed");
    }
  }

  /** What is there to be asked for by a caller of a kind, a finished export among it. */
  private static Map<String, String> known(Target target, ClientMode caller) throws Exception {
    Map<String, String> app = Objects.requireNonNull(target.modes().get(ClientMode.PASSED));
    Map<String, String> told = Objects.requireNonNull(target.modes().get(caller));
    Map<String, String> known = new HashMap<>();
    for (String name : List.of("APP_ID", "APP_SECRET")) {
      known.put(name, Objects.requireNonNull(app.get(name), name));
    }
    known.put("APP_TOKEN", Objects.requireNonNull(app.get("TOKEN")));
    for (String name : List.of("ROOM_LEVEL_ID", "ROOM_ID", "TOKEN")) {
      known.put(name, Objects.requireNonNull(told.get(name), name));
    }
    known.put(
        "TENANT_KEY",
        Objects.requireNonNull(
            Objects.requireNonNull(target.modes().get(ClientMode.STORE)).get("TENANT_KEY")));
    String exports = target.url() + "/open-apis/vc/v1/exports/";
    String body =
        "{\"room_level_id\":\"%s\",\"start_time\":\"%s\",\"end_time\":\"%s\"}"
            .formatted(told.get("ROOM_LEVEL_ID"), told.get("START_TIME"), told.get("END_TIME"));
    String task =
        found(
            TASK,
            ask(
                exports + "resource_reservation_list",
                known,
                HttpRequest.BodyPublishers.ofString(body)));
    known.put("TASK_ID", task);
    for (int poll = 0; poll < MOST_POLLS; poll++) {
      Matcher file = FILE.matcher(ask(exports + task, known, null));
      if (file.find()) {
        known.put("FILE_TOKEN", file.group(1));
        return known;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new IllegalStateException("the export to be asked for does not come to its end");
  }

  private static String ask(
      String address,
      Map<String, String> known,
      HttpRequest.@org.jspecify.annotations.Nullable BodyPublisher body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + known.get("TOKEN"));
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return http.send(
              (body == null ? request : request.POST(body)).build(), BodyHandlers.ofString())
          .body();
    }
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("unexpected answer: " + text);
    }
    return matcher.group(1);
  }

  /** A report as those of the tests, so that a build machine counts it. */
  private void report(List<Round> rounds, long bad) throws IOException {
    StringBuilder xml =
        new StringBuilder(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"fuzz\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\">\n"
                .formatted(rounds.size(), bad));
    for (Round round : rounds) {
      xml.append(
          round.good()
              ? "<testcase classname=\"fuzz\" name=\"seed %d\"/>\n".formatted(round.seed())
              : "<testcase classname=\"fuzz\" name=\"seed %d\"><failure message=\"see its log\"/></testcase>\n"
                  .formatted(round.seed()));
    }
    Path file = root.resolve("conformance/target/surefire-reports/TEST-fuzz.xml");
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, xml.append("</testsuite>\n"));
  }
}
