package io.roomledger.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * Several nodes do very many small exports and some big ones, while nodes are killed, frozen past
 * their lease, stopped and started as chance has it.
 */
final class FleetScenario implements Scenario {
  private static final int NODES = 3;
  private static final int LEAST_FAULTS = 5;
  private static final int DOWNLOADS_AT_ONCE = 2;
  private static final Duration PATIENCE = Duration.ofHours(3);

  /** In such a storm a long export is hit more often than it may be in earnest. */
  private static final int MOST_ATTEMPTS = 30;

  @Override
  public String name() {
    return "fleet";
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("ROOMLEDGER_EXPORTS_MAXATTEMPTS", Integer.toString(MOST_ATTEMPTS));
    // As it is without configuration: one worker of a node is kept for small ones.
    settings.put("ROOMLEDGER_QUEUE_QUICKROWS", "50000");
    take(run, report, random, "files in a directory", settings, null);
    if (S3Service.isThere()) {
      try (S3Service s3 = S3Service.start(run.program().scratch())) {
        settings.putAll(s3.settings(s3.port()));
        take(run, report, random, "files in S3", settings, s3);
      }
    } else {
      report.absent(name(), "files in S3", run.program().strict(), S3Service.MISSING);
    }
  }

  private void take(
      Run run,
      Report report,
      RandomGenerator random,
      String how,
      Map<String, String> settings,
      @org.jspecify.annotations.Nullable S3Service s3)
      throws Exception {
    Options.Size size = run.options().size();
    try (Cluster cluster =
        s3 == null ? Cluster.start(run, settings) : Cluster.start(run, settings, s3)) {
      report.take(
          name(),
          "%d small, %d big, %s".formatted(size.small(), size.big(), how),
          () -> storm(run, cluster, random));
    }
  }

  private record Submitted(long task, Order order) {}

  /** What was done to nodes. */
  private static final class Faults {
    int kills;
    int freezes;
    int stops;

    int all() {
      return kills + freezes + stops;
    }
  }

  private static String storm(Run run, Cluster cluster, RandomGenerator random) throws Exception {
    List<Node> workers =
        new ArrayList<>(List.of(cluster.victim(), cluster.standby(), cluster.launch(Map.of())));
    List<Order> orders = orders(run, random);
    long begin = System.nanoTime();
    Faults faults = new Faults();
    List<Submitted> submitted;
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      Future<List<Submitted>> submitting = pool.submit(() -> submit(cluster, orders));
      while (!submitting.isDone() || left(cluster) > 0 || faults.all() < LEAST_FAULTS) {
        if (System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw new Violation(left(cluster) + " tasks are left after " + PATIENCE);
        }
        disturb(cluster, workers, random, faults);
        Thread.sleep(200 + random.nextInt(1500));
      }
      submitted = submitting.get();
    } finally {
      for (Node node : workers) {
        node.thaw();
      }
    }
    String took = StepScenarios.seconds(begin);
    int retried = judge(cluster, submitted);
    return "%d done in %s, %d of them not at the first try; %d kills, %d freezes, %d stops"
        .formatted(submitted.size(), took, retried, faults.kills, faults.freezes, faults.stops);
  }

  /** Big ones among the small. */
  private static List<Order> orders(Run run, RandomGenerator random) {
    Options.Size size = run.options().size();
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < size.small(); i++) {
      orders.add(run.organisation().small(random));
    }
    for (int i = 0; i < size.big(); i++) {
      orders.add(random.nextInt(orders.size()), run.big(random));
    }
    return orders;
  }

  private static List<Submitted> submit(Cluster cluster, List<Order> orders) throws Exception {
    Map<Integer, Client> clients = new HashMap<>();
    for (int tenant = 1; tenant <= Organisation.TENANTS; tenant++) {
      clients.put(tenant, cluster.client(tenant));
    }
    List<Submitted> submitted = new ArrayList<>();
    for (Order order : orders) {
      Client client = clients.get(order.tenant());
      if (client != null) {
        submitted.add(new Submitted(client.submit(order), order));
      }
    }
    clients.values().forEach(Client::close);
    return submitted;
  }

  private static int left(Cluster cluster) throws Exception {
    return Integer.parseInt(
        cluster
            .judge()
            .text("select count(*) from export_task where state in ('queued', 'running')"));
  }

  /** One fault more, or none; one node at least goes on. */
  private static void disturb(
      Cluster cluster, List<Node> workers, RandomGenerator random, Faults faults) throws Exception {
    Node node = workers.get(random.nextInt(workers.size())).awaitReady();
    switch (random.nextInt(5)) {
      case 0 -> {
        node.kill();
        faults.kills++;
        workers.remove(node);
        workers.add(cluster.launch(Map.of()));
      }
      case 1 -> {
        node.freeze();
        Thread.sleep(Cluster.LEASE.toMillis() + random.nextInt(2000));
        node.thaw();
        faults.freezes++;
      }
      case 2 -> {
        node.terminate();
        faults.stops++;
        if (!node.ended(Duration.ofSeconds(40))) {
          throw new Violation(node.name() + " did not stop");
        }
        workers.remove(node);
        workers.add(cluster.launch(Map.of()));
      }
      default -> Thread.sleep(random.nextInt(500));
    }
    if (workers.size() != NODES) {
      throw new IllegalStateException("there are " + workers.size() + " nodes");
    }
  }

  /** Each of them, file by file. @return how many needed more than one attempt */
  private static int judge(Cluster cluster, List<Submitted> submitted) throws Exception {
    List<Callable<Integer>> looks = new ArrayList<>();
    for (int part = 0; part < DOWNLOADS_AT_ONCE; part++) {
      int mine = part;
      looks.add(() -> {
        int retried = 0;
        Map<Integer, Client> clients = new HashMap<>();
        for (int i = mine; i < submitted.size(); i += DOWNLOADS_AT_ONCE) {
          Submitted each = submitted.get(i);
          Client client = clients.get(each.order().tenant());
          if (client == null) {
            client = cluster.client(each.order().tenant());
            clients.put(each.order().tenant(), client);
          }
          if (cluster.judge().doneWithin(MOST_ATTEMPTS, client, each.task(), each.order()).attempt()
              > 1) {
            retried++;
          }
        }
        clients.values().forEach(Client::close);
        return retried;
      });
    }
    int retried = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(DOWNLOADS_AT_ONCE)) {
      for (Future<Integer> each : pool.invokeAll(looks)) {
        retried += each.get();
      }
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : new IOException(e);
    }
    cluster.judge().clean();
    return retried;
  }
}
