package io.roomledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomledger.database.Batcher.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BatcherTest {
  private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();

  private List<Answer<Integer>> square(List<Integer> numbers) {
    batches.add(numbers);
    return numbers.stream()
        .<Answer<Integer>>map(number ->
            number < 0
                ? new Answer.Refusal<>(new IllegalArgumentException("negative"))
                : new Answer.Value<>(number * number))
        .toList();
  }

  @Test
  void everybodyGetsTheAnswerToWhatTheyAsked() throws Exception {
    Batcher<Integer, Integer> batcher = new Batcher<>(7, this::square);

    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int number = i;
        answers.add(callers.submit(() -> batcher.ask(number)));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(i * i);
      }
    }

    assertThat(batches).allSatisfy(batch -> assertThat(batch.size()).isBetween(1, 7));
    assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(500);
  }

  @Test
  void whatIsAskedDuringABatchGathersForTheNext() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Batcher<Integer, Integer> batcher =
        new Batcher<>(
            100,
            numbers -> {
              begun.countDown();
              await(goOn);
              return square(numbers);
            });

    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      Future<Integer> first = callers.submit(() -> batcher.ask(1));
      begun.await();
      List<Future<Integer>> others =
          List.of(
              callers.submit(() -> batcher.ask(2)),
              callers.submit(() -> batcher.ask(3)),
              callers.submit(() -> batcher.ask(4)));
      while (batcher.waiting() < 3) {
        Thread.onSpinWait();
      }
      goOn.countDown();

      assertThat(first.get()).isEqualTo(1);
      assertThat(others.get(2).get()).isEqualTo(16);
    }

    assertThat(batches).hasSize(2);
    assertThat(batches.get(1)).containsExactlyInAnyOrder(2, 3, 4);
  }

  @Test
  void aRefusalIsForItsAskerAlone() {
    Batcher<Integer, Integer> batcher = new Batcher<>(10, this::square);

    assertThatThrownBy(() -> batcher.ask(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative");
    assertThat(batcher.ask(3)).isEqualTo(9);
  }

  @Test
  void aBatchThatFailsIsAskedOneByOne() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Batcher<Integer, Integer> batcher =
        new Batcher<>(
            100,
            numbers -> {
              begun.countDown();
              await(goOn);
              if (numbers.contains(0)) {
                throw new IllegalStateException("zero");
              }
              return square(numbers);
            });

    try (ExecutorService callers = Executors.newFixedThreadPool(3)) {
      Future<Integer> first = callers.submit(() -> batcher.ask(1));
      begun.await();
      Future<Integer> bad = callers.submit(() -> batcher.ask(0));
      Future<Integer> good = callers.submit(() -> batcher.ask(5));
      while (batcher.waiting() < 2) {
        Thread.onSpinWait();
      }
      goOn.countDown();

      assertThat(first.get()).isEqualTo(1);
      assertThat(good.get()).isEqualTo(25);
      assertThatThrownBy(bad::get).hasRootCauseMessage("zero");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
