package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.Await;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.TestNode;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A disk that runs nearly full and has room again: the files are on the tmpfs that every Linux has,
 * and this fills it as far as the setting allows.
 */
final class DiskSpaceTest {
  private static final Path SMALL_DISK = Path.of("/dev/shm");
  private static final int FILLING = 24 << 20;
  private static final Instant T0 = Instant.parse("2024-03-04T00:00:00Z");
  private static final ExportOrder ORDER = ExportOrder.of("0", T0, T0.plusSeconds(3600));

  @RegisterExtension static final TestProgram program = TestProgram.on(SMALL_DISK);

  private final Organisation organisation = program.organisation();
  private final String token = program.api().token(organisation.exporter());

  @Test
  void aNearlyFullDiskTakesNoNewExportsAndStopsNothingElse() throws IOException {
    String before = program.api().create(token, ORDER);
    String fileToken = program.api().fileToken(token, before);
    long free = Files.getFileStore(SMALL_DISK).getUsableSpace();
    long least = free - FILLING / 2;
    try (TestNode node =
        program.startNode(
            Map.of(
                "roomledger.ops.least-free-disk", least + "B", "roomledger.exports.workers", 1))) {
      Api api = node.api();
      JobApi here = new JobApi(api);
      assertThat(api.post(Api.CREATE, token, ORDER.json()).status()).isEqualTo(200);
      Path filling = Files.createTempFile(SMALL_DISK, "roomledger-filling", "");
      try {
        Files.write(filling, new byte[FILLING]);
        Await.until(
            "new exports to be refused",
            () -> api.post(Api.CREATE, token, ORDER.json()).status() == 500);

        Answer refused = api.post(Api.CREATE, token, ORDER.json()).expect(500, 121001);
        assertThat(refused.json().path("msg").asString()).isEqualTo("internal error");
        assertThat(refused.json().path("error").path("message").asString())
            .contains("nearly full", "none that was made is lost");
        here.rerun(token, before).expect(500, 121001);
        assertThat(here.preflight(token, ORDER).expect(200, 0).data().path("allowed").asBoolean())
            .isFalse();
        Organisation.Person creator = organisation.person("创建者");
        String powerless = api.token(organisation.app(creator, "vc:export"));
        api.post(Api.CREATE, powerless, ORDER.json()).expect(403, 121005);
        assertThat(api.state(token, before).expect(200, 0).data().path("status").asInt())
            .isEqualTo(3);
        assertThat(api.download(token, fileToken).status()).isEqualTo(200);
        assertThat(api.get("/roomledger/metrics", null).text())
            .contains("roomledger_disk_nearly_full 1.0");
        assertThat(api.get("/roomledger/health/ready", null).status()).isEqualTo(503);
      } finally {
        Files.delete(filling);
      }
      Await.until(
          "new exports to be taken",
          () -> api.post(Api.CREATE, token, ORDER.json()).status() == 200);
    }
  }

  @Test
  void aNodeWithoutRoomClaimsNothing() {
    try (TestProgram full =
        TestProgram.with(Map.of("roomledger.exports.workers", 0, "roomledger.exports.poll", "50ms"))
            .open()) {
      Organisation tenant = full.organisation();
      String mine = full.api().token(tenant.exporter());
      Map<String, Object> noRoom =
          Map.of("roomledger.ops.least-free-disk", "1000000TB", "roomledger.exports.workers", 2);
      try (TestNode node = full.startNode(noRoom)) {
        String taskId = full.api().create(mine, ORDER);
        // Its workers look every second at most.
        Await.until("the task to have waited", () -> hasWaited(full, taskId));
        assertThat(node.api().state(mine, taskId).data().path("status").asInt()).isEqualTo(1);
        try (TestNode free = full.startNode(Map.of("roomledger.exports.workers", 1))) {
          free.api().await(mine, taskId, 3);
        }
      }
    }
  }

  private static boolean hasWaited(TestProgram program, String taskId) {
    return program
        .sql()
        .sql("select now() > created_at + interval '3 s' from export_task where task_id = ?")
        .param(Long.valueOf(taskId))
        .query(Boolean.class)
        .single();
  }
}
