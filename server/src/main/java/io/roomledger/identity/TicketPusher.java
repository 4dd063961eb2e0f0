package io.roomledger.identity;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Pushes tickets to the store apps that are due one. */
final class TicketPusher implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(TicketPusher.class);
  private static final Duration LOOKED_EVERY = Duration.ofMillis(500);
  private static final int MOST_AT_ONCE = 16;

  private final TicketQueue queue;
  private final AppTickets tickets;
  private final Seal seal;
  private final CallbackCaller caller;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private @Nullable ScheduledExecutorService timer;

  TicketPusher(
      TicketQueue queue,
      AppTickets tickets,
      Seal seal,
      CallbackCaller caller,
      SecureRandom random,
      InstantSource clock) {
    this.queue = queue;
    this.tickets = tickets;
    this.seal = seal;
    this.caller = caller;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ticket-pusher").daemon(true).factory());
    timer = started;
    // It catches what goes wrong in it; the future tells nothing more.
    var _ =
        started.scheduleWithFixedDelay(
            this::pushDue, 0, LOOKED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the pushes under way: none takes longer than its call may. */
  @Override
  public synchronized void stop() {
    ScheduledExecutorService running = timer;
    timer = null;
    if (running == null) {
      return;
    }
    running.shutdown();
    try {
      boolean ended =
          running.awaitTermination(1, TimeUnit.SECONDS)
              && free.tryAcquire(
                  MOST_AT_ONCE, CallbackCaller.LONGEST.toSeconds() + 1, TimeUnit.SECONDS);
      if (!ended) {
        log.info("a ticket is still being pushed; it will be pushed again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }

  private void pushDue() {
    try {
      while (free.tryAcquire()) {
        boolean begun = false;
        try {
          Optional<TicketQueue.Push> claimed = queue.claim();
          if (claimed.isEmpty()) {
            return;
          }
          TicketQueue.Push push = claimed.get();
          Thread.startVirtualThread(() -> pushAndFree(push));
          begun = true;
        } finally {
          if (!begun) {
            free.release();
          }
        }
      }
    } catch (RuntimeException e) {
      log.warn("tickets could not be pushed, trying again: {}", e.toString());
    }
  }

  private void pushAndFree(TicketQueue.Push push) {
    try {
      push(push);
    } catch (RuntimeException e) {
      log.warn(
          "the ticket of {} could not be pushed, trying again: {}", push.appId(), e.toString());
    } finally {
      free.release();
    }
  }

  private void push(TicketQueue.Push push) {
    try {
      CallbackMessage message = message(push);
      CallbackCaller.Reply reply =
          caller.post(URI.create(push.url()), message.headers(), message.body());
      if (reply.ok()) {
        queue.arrived(push);
        return;
      }
      failed(push, "it answered " + reply.status());
    } catch (IOException e) {
      failed(push, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      failed(push, "its keys cannot be read: they were sealed with another server key");
    }
  }

  private void failed(TicketQueue.Push push, String why) {
    log.info(
        "the callback address of {} did not take its ticket, try {}: {}",
        push.appId(),
        push.attempt(),
        why);
    queue.failed(push, why);
  }

  private CallbackMessage message(TicketQueue.Push push) {
    long app = push.appNumber();
    Instant now = clock.instant();
    byte[] key = push.encryptKey();
    String token = seal.open(AppCallbacks.TOKEN, app, push.verificationToken());
    String encryptKey = key == null ? null : seal.open(AppCallbacks.ENCRYPT_KEY, app, key);
    CallbackMessage.EventHead head =
        new CallbackMessage.EventHead(now, UUID.randomUUID().toString(), token);
    return CallbackMessage.of(
        CallbackMessage.ticket(push.appId(), tickets.issue(app), head), encryptKey, now, random);
  }
}
