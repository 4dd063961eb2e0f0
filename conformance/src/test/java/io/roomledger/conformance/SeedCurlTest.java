package io.roomledger.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The documentation's curl call, letter for letter, and what the demo itself left behind. */
class SeedCurlTest {
  private static final String BODY =
      """
      {
      	"end_time": "1655276858",
      	"is_exclude": false,
      	"need_topic": true,
      	"room_ids": [
      		"omm_eada1d61a550955240c28757e7dec3af"
      	],
      	"room_level_id": "omb_57c9cc7d9a81e27e54c8fabfd02759e7",
      	"start_time": "1655276858"
      }\
      """;

  @RegisterExtension static final DemoProgram program = new DemoProgram();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void theCurlCallIsAnsweredAsDocumented() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(program.server() + "/open-apis/vc/v1/exports/resource_reservation_list"))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .matches(
            "\\{\"code\":0,\"msg\":\"success\",\"data\":\\{\"task_id\":\"[1-9][0-9]{18}\"\\}\\}");
    assertThat(answer.headers().firstValue("X-Tt-Logid").orElse("")).hasSize(34);
  }

  @Test
  void theDemosFileHasEveryRowOfTheSample() throws Exception {
    assertThat(program.value("rows")).isEqualTo(Integer.toString(DemoProgram.ROWS));
    List<List<String>> rows = Workbook.rows(Files.readAllBytes(Path.of(program.value("xlsx"))));
    assertThat(rows).hasSize(DemoProgram.ROWS + 1);
    assertThat(rows.getFirst()).isEqualTo(Workbook.HEADERS);
  }

  @Test
  void whatTheDemoKeepsIsForItsOwnerAlone() throws IOException {
    for (String name : List.of("demo.properties", "server.key", "connection.properties")) {
      assertThat(Files.getPosixFilePermissions(program.data().resolve(name)))
          .as(name)
          .allMatch(permission -> permission.name().startsWith("OWNER"));
    }
  }

  private String token() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(program.server() + "/open-apis/auth/v3/tenant_access_token/internal"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"app_id\":\"%s\",\"app_secret\":\"%s\"}"
                        .formatted(program.value("app_id"), program.value("app_secret"))))
            .build();
    Matcher token =
        Pattern.compile("\"tenant_access_token\":\"([^\"]+)\"")
            .matcher(http.send(request, BodyHandlers.ofString()).body());
    assertThat(token.find()).isTrue();
    return token.group(1);
  }
}
