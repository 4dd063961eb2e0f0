package io.roomledger.database;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Answers questions that are asked at the same time in one go. While one batch is under way, what
 * is asked gathers for the next; so nobody waits for company, the busier it is the larger the
 * batches are, and an answer never stems from before its question.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 */
public final class Batcher<Q, A> {
  private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

  /** The answer to one question of a batch: a value, or the exception that its asker gets. */
  public sealed interface Answer<A> {
    /** An answer. */
    record Value<A>(A value) implements Answer<A> {}

    /** A refusal. */
    record Refusal<A>(RuntimeException cause) implements Answer<A> {}
  }

  private final Function<List<Q>, List<Answer<A>>> together;
  private final int most;
  private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
  private boolean busy;

  /**
   * @param most questions of a batch
   * @param together answers them, in their order; should it throw, each is asked by itself
   */
  public Batcher(int most, Function<List<Q>, List<Answer<A>>> together) {
    this.most = most;
    this.together = together;
  }

  /** Waits for the answer; throws what refuses it. */
  public A ask(Q question) {
    Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
    boolean first;
    synchronized (waiting) {
      waiting.add(asked);
      first = !busy;
      busy = true;
    }
    if (first) {
      Thread.startVirtualThread(this::work);
    }
    try {
      return asked.answer().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** How many questions no batch has taken yet. */
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  private void work() {
    for (List<Asked<Q, A>> batch = next(); !batch.isEmpty(); batch = next()) {
      answer(batch);
    }
  }

  private List<Asked<Q, A>> next() {
    synchronized (waiting) {
      List<Asked<Q, A>> batch = new ArrayList<>(Math.min(most, waiting.size()));
      while (batch.size() < most && !waiting.isEmpty()) {
        batch.add(waiting.remove());
      }
      busy = !batch.isEmpty();
      return batch;
    }
  }

  private void answer(List<Asked<Q, A>> batch) {
    List<Answer<A>> answers;
    try {
      answers = together.apply(batch.stream().map(Asked::question).toList());
    } catch (RuntimeException e) {
      if (batch.size() == 1) {
        batch.getFirst().answer().completeExceptionally(e);
      } else {
        // One question that the database refuses must not take the others with it.
        batch.forEach(asked -> answer(List.of(asked)));
      }
      return;
    } catch (Error e) {
      batch.forEach(asked -> asked.answer().completeExceptionally(e));
      throw e;
    }
    for (int i = 0; i < batch.size(); i++) {
      switch (answers.get(i)) {
        case Answer.Value<A> given -> batch.get(i).answer().complete(given.value());
        case Answer.Refusal<A> refused ->
            batch.get(i).answer().completeExceptionally(refused.cause());
      }
    }
  }
}
