package io.roomledger.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The object store answers 500, hangs, drops connections, and lies. */
final class S3Scenario implements Scenario {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** So long the store misbehaves. */
  private static final long FAULT_MILLIS = 6000;

  private static final Step BEFORE_UPLOAD =
      new Step(
          "before-upload",
          "software.amazon.awssdk.services.s3.DefaultS3Client.createMultipartUpload",
          false,
          "",
          1);

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public void run(Run run, Report report, RandomGenerator random) throws Exception {
    if (!S3Service.isThere()) {
      report.absent(name(), "all", run.program().strict(), S3Service.MISSING);
      return;
    }
    try (S3Service s3 = S3Service.start(run.program().scratch());
        FaultProxy proxy = new FaultProxy(s3.port());
        Cluster cluster = Cluster.start(run, s3.settings(s3.port()), s3)) {
      cluster.replaceVictim(cluster.launch(s3.settings(proxy.port())));
      for (FaultProxy.Mode mode :
          new FaultProxy.Mode[] {
            FaultProxy.Mode.FAULT, FaultProxy.Mode.DROP, FaultProxy.Mode.HANG
          }) {
        report.take(
            name(),
            switch (mode) {
              case FAULT -> "answers 500";
              case DROP -> "drops connections";
              default -> "hangs";
            },
            () -> disturbed(run, cluster, proxy, mode, random));
      }
      report.take(name(), "lies", () -> lies(run, cluster, s3, random));
    }
  }

  private static String disturbed(
      Run run, Cluster cluster, FaultProxy proxy, FaultProxy.Mode mode, RandomGenerator random)
      throws Exception {
    Order order = run.big(random);
    cluster.standby().freeze();
    try (Client client = cluster.client(order.tenant())) {
      long task;
      try (Debugger debugger =
          Debugger.arm(cluster.victim().debugPort(), BEFORE_UPLOAD, () -> true)) {
        task = client.submit(order);
        StepScenarios.reach(debugger, BEFORE_UPLOAD);
        proxy.mode(mode);
      }
      Thread.sleep(FAULT_MILLIS);
      proxy.cutWhenPassing();
      long begin = System.nanoTime();
      Judge.Row row = cluster.judge().awaitEnd(task, PATIENCE);
      String took = StepScenarios.seconds(begin);
      if (row.state().equals("done")) {
        cluster.judge().done(client, task, order);
      } else {
        cluster.judge().failed(client, task, "could not be written");
      }
      cluster.judge().clean();
      // And again, now that it behaves.
      long again = client.submit(order);
      cluster.judge().awaitEnd(again, PATIENCE);
      cluster.judge().done(client, again, order);
      return "%s by attempt %d, %s after the fault".formatted(row.state(), row.attempt(), took);
    } finally {
      proxy.mode(FaultProxy.Mode.PASS);
      cluster.standby().thaw();
      cluster.judge().clean();
    }
  }

  /** What was stored is other bytes by now, as many as before, and then fewer. */
  private static String lies(Run run, Cluster cluster, S3Service s3, RandomGenerator random)
      throws Exception {
    Order order = run.organisation().small(random);
    try (Client client = cluster.client(order.tenant())) {
      long task = client.submit(order);
      Judge.Row row = cluster.judge().awaitEnd(task, PATIENCE);
      cluster.judge().done(client, task, order);
      Path object = s3.object(String.valueOf(row.key()));
      byte[] good = Files.readAllBytes(object);
      byte[] other = good.clone();
      other[other.length / 2] ^= 1;
      int refused = 0;
      for (byte[] bad : new byte[][] {other, java.util.Arrays.copyOf(good, good.length / 2)}) {
        Files.write(object, bad);
        try {
          client.download(task);
          throw new Violation("a file was sent whole that is not what was published");
        } catch (IOException e) {
          // Refused, or broken off before its end: nobody takes it for the file.
          refused++;
        }
      }
      Files.write(object, good);
      cluster.judge().done(client, task, order);
      return refused + " wrong files were not sent whole";
    }
  }
}
