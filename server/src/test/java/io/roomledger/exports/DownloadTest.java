package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomledger.testing.Answer;
import io.roomledger.testing.Api;
import io.roomledger.testing.ExportOrder;
import io.roomledger.testing.Organisation;
import io.roomledger.testing.RawConnection;
import io.roomledger.testing.TestProgram;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The task as it is polled, and its file as it is fetched. */
final class DownloadTest {
  private static final ExportOrder ORDER =
      ExportOrder.of(
          Organisation.SAMPLE_LEVEL, Organisation.SAMPLE_INSTANT, Organisation.SAMPLE_INSTANT);

  @RegisterExtension static final TestProgram program = TestProgram.shared();

  private final Organisation organisation = program.organisation();
  private String token = "";
  private String taskId = "";
  private JsonNode done = MissingNode.getInstance();
  private String fileToken = "";

  @BeforeEach
  void makeExport() {
    organisation.sample();
    token = program.api().token(organisation.exporter());
    taskId = program.api().create(token, ORDER);
    done = program.api().await(token, taskId, 3);
    fileToken = done.path("file_token").asString();
  }

  private Answer download(String... headers) {
    return program.api().download(token, fileToken, headers);
  }

  @Test
  void aFinishedTaskHasStatusUrlAndTokenAndNothingElse() {
    assertThat(done.propertyNames()).containsExactlyInAnyOrder("status", "url", "file_token");
    assertThat(fileToken).matches("[A-Za-z0-9_-]{43}");
    assertThat(done.path("url").asString())
        .isEqualTo(
            "http://127.0.0.1:"
                + program.node().port()
                + "/open-apis/vc/v1/exports/download?file_token="
                + fileToken);
    assertThat(program.api().state(token, taskId).data()).isEqualTo(done);
  }

  @Test
  void theFileComesWithAllThatClientsNeed() throws NoSuchAlgorithmException {
    Answer file = download();

    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Type"))
        .isEqualTo("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assertThat(file.header("Content-Length")).isEqualTo(Integer.toString(file.body().length));
    assertThat(file.header("Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"resource_reservation_list_%s.xlsx\"; ".formatted(taskId)
                + "filename*=UTF-8''%E4%BC%9A%E8%AE%AE%E5%AE%A4%E9%A2%84%E5%AE%9A%E6%95%B0%E6%8D%AE_"
                + taskId
                + ".xlsx");
    String sha256 =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file.body()));
    assertThat(file.header("ETag")).isEqualTo('"' + sha256 + '"');
    assertThat(file.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(file.header("Cache-Control")).contains("private", "no-store");
    assertThat(file.header("X-Tt-Logid")).hasSize(34);
    assertThat(file.headers().firstValue("Transfer-Encoding")).isEmpty();
  }

  @Test
  void onTheWireTheHeadersHaveTheCaseThatSdksLookFor() throws IOException {
    String answer =
        RawConnection.send(
            program.node().port(),
            "HEAD " + Api.EXPORTS + "/download?file_token=" + fileToken + " HTTP/1.1",
            "Host: h",
            "Authorization: Bearer " + token);

    assertThat(answer)
        .contains(
            "\r\nContent-Type: ",
            "\r\nContent-Disposition: ",
            "\r\nContent-Length: ",
            "\r\nX-Tt-Logid: ",
            "\r\nETag: ",
            "\r\nAccept-Ranges: ");
  }

  @Test
  void headIsGetWithoutTheBytes() {
    Answer whole = download();
    Answer head =
        program
            .api()
            .send(
                "HEAD",
                Api.EXPORTS + "/download?file_token=" + fileToken,
                BodyPublishers.noBody(),
                request -> request.header("Authorization", "Bearer " + token));

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("Content-Length", "Content-Type", "ETag", "Content-Disposition")) {
      assertThat(head.header(name)).isEqualTo(whole.header(name));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=1-3, 1, 4",
    "bytes=100-, 100, -1",
    "bytes=-5, -5, -1",
    "bytes=10-999999, 10, -1",
    "bytes=10-99999999999999999999999, 10, -1",
    "BYTES = 2 - 3, 2, 4"
  })
  void aRangeIsCutOutOfTheFile(String range, int from, int to) {
    byte[] all = download().body();
    int first = from < 0 ? all.length + from : from;
    int end = to < 0 ? all.length : to;

    Answer part = download("Range", range);

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(all, first, end));
    assertThat(part.header("Content-Length")).isEqualTo(Integer.toString(end - first));
    assertThat(part.header("Content-Range"))
        .isEqualTo("bytes %d-%d/%d".formatted(first, end - 1, all.length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=",
        "bytes=-",
        "bytes=x-y",
        "bytes=5-2",
        "bytes=0-1,3-4",
        "items=0-5",
        "bytes 0-5",
        "bytes=--5",
        "bytes=0-",
        "bytes=-99999999",
        "bytes=-99999999999999999999999"
      })
  void aRangeThatIsNoneOrAllGetsTheWholeFile(String range) {
    Answer whole = download("Range", range);

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(download().body());
    assertThat(whole.headers().firstValue("Content-Range")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=99999999-",
        "bytes=99999999-999999999",
        "bytes=-0",
        "bytes=999999999999999999-",
        "bytes=99999999999999999999999-"
      })
  void aRangePastTheEndIsRefused(String range) {
    int size = download().body().length;

    Answer refused = download("Range", range).expect(416, 121003);

    assertThat(refused.header("Content-Range")).isEqualTo("bytes */" + size);
    assertThat(refused.badFields()).containsExactly("Range");
    assertThat(refused.headers().firstValue("Content-Disposition")).isEmpty();
  }

  @Test
  void aDownloadThatBrokeOffIsResumedOnlyOnTheSameFile() {
    Answer whole = download();
    String etag = whole.header("ETag");

    assertThat(download("Range", "bytes=7-", "If-Range", etag).status()).isEqualTo(206);
    assertThat(download("Range", "bytes=7-", "If-Range", "\"other\"").status()).isEqualTo(200);
    assertThat(download("Range", "bytes=7-", "If-Range", "W/" + etag).status()).isEqualTo(200);
    assertThat(download("Range", "bytes=7-", "If-Range", "Wed, 21 Oct 2015 07:28:00 GMT").status())
        .isEqualTo(200);
  }

  @Test
  void whoHasTheFileIsNotSentItAgain() {
    String etag = download().header("ETag");

    for (String known : List.of(etag, "*", "\"a\", " + etag + " ,\"b\"", "W/" + etag)) {
      Answer unchanged = download("If-None-Match", known);
      assertThat(unchanged.status()).as(known).isEqualTo(304);
      assertThat(unchanged.body()).isEmpty();
      assertThat(unchanged.header("ETag")).isEqualTo(etag);
    }
    assertThat(download("If-None-Match", "\"a\", \"b\"").status()).isEqualTo(200);
  }

  @Test
  void theDownloadNeedsTheTokenOfTheCaller() {
    program
        .api()
        .get(Api.EXPORTS + "/download?file_token=" + fileToken, null)
        .expect(400, 99991661);
  }

  @Test
  void anExpiredTaskIsOneThatNeverWas() {
    program
        .sql()
        .sql("update export_task set expires_at = now() - interval '1 second' where task_id = ?")
        .param(Long.valueOf(taskId))
        .update();

    String unknown = program.api().state(token, "7111325589855797267").withoutLogId();
    assertThat(program.api().state(token, taskId).expect(404, 121004).withoutLogId())
        .isEqualTo(unknown);
    assertThat(download().expect(404, 121004).withoutLogId())
        .isEqualTo(program.api().download(token, "x".repeat(43)).withoutLogId());
  }

  @Test
  void aFileThatIsGoneFromTheDiskIsNotThere() throws IOException {
    Files.delete(program.finishedFiles().resolve(taskId + "-1.xlsx"));

    download().expect(404, 121004);
  }

  @Test
  void aCanceledTaskHasFailedInWordsOfItsOwn() {
    String canceled = program.api().create(token, ORDER);
    program.api().await(token, canceled, 3);
    program
        .sql()
        .sql(
            """
            update export_task
               set state = 'canceled', file_key = null, file_token_hash = null where task_id = ?
            """)
        .param(Long.valueOf(canceled))
        .update();

    assertThat(program.api().state(token, canceled).data().toString())
        .isEqualTo("{\"status\":2,\"fail_msg\":\"canceled\"}");
  }

  @Test
  void taskIdsAreNineteenDigitsAndUniqueHoweverManyComeAtOnce() throws Exception {
    int many = 200;
    Set<String> ids = new HashSet<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
      List<Future<String>> calls =
          Stream.generate(() -> callers.submit(() -> program.api().create(token, ORDER)))
              .limit(many)
              .toList();
      for (Future<String> call : calls) {
        ids.add(call.get());
      }
    }
    assertThat(ids).hasSize(many).allMatch(id -> id.matches("[1-9][0-9]{18}"));
    for (String id : ids) {
      program.api().await(token, id, 3);
    }
  }
}
