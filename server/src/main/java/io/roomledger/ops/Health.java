package io.roomledger.ops;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Whether this node should get requests. However many ask, it is looked once a second; while one
 * looks, the others wait for what is found.
 */
final class Health implements ApplicationListener<ContextClosedEvent>, AutoCloseable {
  private static final Duration KEPT = Duration.ofSeconds(1);

  private final List<ReadinessCheck> checks;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;
  private @Nullable Readiness last;
  private long lookedAt;

  /**
   * @param patience how long a check may take
   */
  Health(List<ReadinessCheck> checks, Duration patience) {
    this.checks = List.copyOf(checks);
    this.patience = patience;
  }

  /**
   * How it stands.
   *
   * @param checks what each check found, {@code ok} or what is wrong
   */
  record Readiness(boolean ready, Map<String, String> checks) {}

  /** From the first moment of an orderly stop on, before anything is stopped. */
  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    stopping = true;
  }

  Readiness readiness() {
    return stopping ? new Readiness(false, Map.of("node", "is stopping")) : found();
  }

  private synchronized Readiness found() {
    Readiness known = last;
    if (known == null || System.nanoTime() - lookedAt > KEPT.toNanos()) {
      known = look();
      last = known;
      lookedAt = System.nanoTime();
    }
    return known;
  }

  private Readiness look() {
    Map<String, Future<@Nullable String>> answers = new LinkedHashMap<>();
    for (ReadinessCheck check : checks) {
      answers.put(check.name(), threads.submit(() -> check.problem().get()));
    }
    long deadline = System.nanoTime() + patience.toNanos();
    Map<String, String> found = new LinkedHashMap<>();
    answers.forEach((name, answer) -> found.put(name, outcome(answer, deadline)));
    return new Readiness(found.values().stream().allMatch("ok"::equals), found);
  }

  private String outcome(Future<@Nullable String> answer, long deadline) {
    try {
      String problem = answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return problem == null ? "ok" : problem;
    } catch (TimeoutException e) {
      answer.cancel(true);
      return "no answer within " + patience.toMillis() + " ms";
    } catch (ExecutionException e) {
      // The words of an exception may hold an address or a name; its kind tells enough.
      return String.valueOf(e.getCause() == null ? e : e.getCause().getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
