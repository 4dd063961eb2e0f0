package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Logs as ROOMLEDGER_LOG=json has them: each line tells whose it is. */
final class JsonLogTest {
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  /** What the shipped configuration writes lines with. */
  private static Encoder<ILoggingEvent> shipped() throws JoranException {
    LoggerContext context = new LoggerContext();
    context.putProperty("ROOMLEDGER_LOG", "json");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Objects.requireNonNull(JsonLogTest.class.getResource("/logback.xml")));
    return ((OutputStreamAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr"))
        .getEncoder();
  }

  @Test
  void aWorkersLineIsAnObjectWithLogIdAndTaskId() throws JoranException {
    Encoder<ILoggingEvent> encoder = shipped();
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
          }
        };
    appender.start();
    Logger logger = (Logger) LoggerFactory.getLogger(ExportWorker.class);
    logger.addAppender(appender);
    try {
      String token = program.api().token(program.organisation().exporter());
      Answer made =
          program
              .api()
              .post(Api.CREATE, token, ExportOrder.of("0", T0, T0.plusSeconds(3600)).json());
      String taskId = made.data().path("task_id").asString();
      program.api().await(token, taskId, 3);
      Await.until("the line", () -> lines.stream().anyMatch(line -> line.contains(taskId)));

      String line = lines.stream().filter(each -> each.contains(taskId)).findFirst().orElseThrow();
      assertThat(line).endsWith("\n").containsOnlyOnce("\n");
      JsonNode object = JsonMapper.shared().readTree(line);
      assertThat(object.path("mdc").path("task_id").asString()).isEqualTo(taskId);
      assertThat(object.path("mdc").path("log_id").asString())
          .isNotEmpty()
          .isEqualTo(made.header("X-Tt-Logid"));
      assertThat(object.path("level").asString()).isEqualTo("INFO");
      assertThat(object.path("formattedMessage").asString()).startsWith("task done");
      assertThat(object.path("timestamp").asLong()).isPositive();
    } finally {
      logger.detachAppender(appender);
    }
  }
}
