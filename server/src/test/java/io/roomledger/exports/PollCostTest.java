package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.TestProgram;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** What looking at a task costs the database: its right and its row, and nothing for the token. */
final class PollCostTest {
  private static final int CALLS = 500;
  private static final String STATEMENT = "Executing prepared SQL statement ";

  @RegisterExtension
  static final TestProgram program = TestProgram.with(Map.of("roomledger.limits.factor", 0));

  private final Logger jdbc = (Logger) LoggerFactory.getLogger(JdbcTemplate.class);
  private final Queue<String> statements = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> counter =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getFormattedMessage().startsWith(STATEMENT)) {
            statements.add(event.getFormattedMessage());
          }
        }
      };

  @BeforeEach
  void count() {
    counter.start();
    jdbc.addAppender(counter);
    jdbc.setAdditive(false);
    jdbc.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stop() {
    jdbc.setLevel(null);
    jdbc.setAdditive(true);
    jdbc.detachAppender(counter);
  }

  private long with(String words) {
    return statements.stream().filter(statement -> statement.contains(words)).count();
  }

  @Test
  void aCallReadsTheRightAndTheTaskAndNothingElse() {
    Api api = program.api();
    String token = api.token(program.organisation().exporter());
    // Notices of what was set up still come in, and each is a reason to ask again.
    Await.until(
        "the notices of what was set up",
        () -> {
          statements.clear();
          for (int i = 0; i < CALLS / 10; i++) {
            api.state(token, "7111325589855797267").expect(404, 121004);
          }
          return with("from access_token") == 0;
        });
    statements.clear();

    long begin = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      api.state(token, "7111325589855797267").expect(404, 121004);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();

    assertThat(with("from app_installation i")).isEqualTo(CALLS);
    assertThat(with("from export_task where task_id = any")).isEqualTo(CALLS);
    // Asked again in the background every two seconds, and after a notice that access was changed.
    assertThat(with("from access_token")).isLessThan(CALLS / 20);
    // Workers look for work every second, and others more seldom.
    assertThat(statements).hasSizeLessThan(2 * CALLS + 50 + 20 * (int) seconds);
  }
}
