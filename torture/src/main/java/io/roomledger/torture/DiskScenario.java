package io.roomledger.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The disk for files fills up, and becomes read-only: in a mount name space of the node's own, so
 * that nobody else notices.
 */
final class DiskScenario implements Scenario {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Enough for a small export and not for a big one. */
  private static final String SMALL = "1m";

  private static final String LARGE = "256m";

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    if (!Shell.works(List.of("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"))) {
      report.absent(
          name(), "full and read-only", run.program().strict(), "only root can mount a small disk");
      return;
    }
    String database = run.newDatabase();
    Path data = run.program().scratch().resolve("data-" + database);
    Path files = Files.createDirectories(data.resolve("files"));
    Map<String, String> settings = new HashMap<>(Cluster.impatient());
    settings.putAll(Postgres.environment(run.postgres().port(), database, ""));
    settings.put("ROOMLEDGER_OPS_LEASTFREEDISK", "0B");
    settings.put("ROOMLEDGER_EXPORTS_MAXATTEMPTS", "2");
    Node.Recipe recipe =
        new Node.Recipe(
            "disk",
            data,
            List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                "mount -t tmpfs -o mode=700,size=" + SMALL + " tmpfs \"$0\" && exec \"$@\"",
                files.toString()),
            settings);
    try (Node node = Node.launch(run.program(), recipe).awaitReady()) {
      // The disk as the node sees it.
      Path seen = Path.of("/proc/" + node.pid() + "/root" + files);
      Judge judge = run.judge(database, () -> Judge.filesBelow(seen));
      report.take(name(), "full", () -> full(run, node, files, judge, random));
      report.take(name(), "read-only", () -> readOnly(run, node, files, judge, random));
    }
  }

  private static String full(Run run, Node node, Path files, Judge judge, RandomGenerator random)
      throws Exception {
    Order big = run.big(random);
    Order small = new Order(1, big.fromSecond(), big.fromSecond() + 3600, true);
    try (Client client = new Client(node, 1)) {
      long failed = client.submit(big);
      judge.awaitEnd(failed, PATIENCE);
      judge.failed(client, failed, "no space");
      long between = client.submit(small);
      judge.awaitEnd(between, PATIENCE);
      judge.done(client, between, small);
      judge.clean();
      remount(node, files, "size=" + LARGE);
      long after = client.submit(big);
      judge.awaitEnd(after, PATIENCE);
      judge.done(client, after, big);
      judge.clean();
      return "failed honestly; a small one went through; with room the big one, too";
    }
  }

  private static String readOnly(
      Run run, Node node, Path files, Judge judge, RandomGenerator random) throws Exception {
    Order order = run.organisation().small(random);
    try (Client client = new Client(node, order.tenant())) {
      remount(node, files, "ro");
      long failed = client.submit(order);
      judge.awaitEnd(failed, PATIENCE);
      judge.failed(client, failed, "could not be written");
      remount(node, files, "rw");
      long after = client.submit(order);
      judge.awaitEnd(after, PATIENCE);
      judge.done(client, after, order);
      judge.clean();
      return "failed honestly; writable again, exports are done";
    }
  }

  private static void remount(Node node, Path files, String option) throws Exception {
    Shell.run(
        List.of(
            "nsenter",
            "--mount",
            "--target",
            Long.toString(node.pid()),
            "mount",
            "-o",
            "remount," + option,
            files.toString()));
  }
}
