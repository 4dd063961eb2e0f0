package io.roomledger.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.lark.oapi.Client;
import com.lark.oapi.core.request.RequestOptions;
import com.lark.oapi.service.vc.v1.model.DownloadExportReq;
import com.lark.oapi.service.vc.v1.model.DownloadExportResp;
import com.lark.oapi.service.vc.v1.model.GetExportReq;
import com.lark.oapi.service.vc.v1.model.GetExportResp;
import com.lark.oapi.service.vc.v1.model.ResourceReservationListExportReq;
import com.lark.oapi.service.vc.v1.model.ResourceReservationListExportReqBody;
import com.lark.oapi.service.vc.v1.model.ResourceReservationListExportResp;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The documentation's own sample in the official Java SDK, with nothing but address and credentials
 * changed.
 */
class JavaSdkTest {
  private static final int IN_PROGRESS = 1;
  private static final int DONE = 3;
  private static final long POLL_NANOS = 20_000_000;
  private static final int MOST_POLLS = 1500;

  @RegisterExtension static final DemoProgram program = new DemoProgram();

  private static Client client;

  @BeforeAll
  static void buildClient() {
    client =
        Client.newBuilder(program.value("app_id"), program.value("app_secret"))
            .openBaseUrl(program.server())
            .build();
  }

  @Test
  void theSampleRequestGivesAFileWithRows() throws Exception {
    ResourceReservationListExportResp created =
        client
            .vc()
            .v1()
            .export()
            .resourceReservationList(sample("omb_57c9cc7d9a81e27e54c8fabfd02759e7"));
    assertThat(created.success()).as("%s %s", created.getCode(), created.getMsg()).isTrue();
    assertThat(created.getData().getTaskId()).matches("[1-9][0-9]{18}");

    GetExportResp state = awaitEnd(created.getData().getTaskId());
    assertThat(state.getData().getStatus()).isEqualTo(DONE);
    assertThat(state.getData().getUrl())
        .startsWith(program.server() + "/open-apis/vc/v1/exports/download?file_token=");

    DownloadExportResp file = download(state.getData().getFileToken());
    assertThat(file.success()).isTrue();
    assertThat(file.getFileName()).startsWith("会议室预定数据_").endsWith(".xlsx");
    List<List<String>> rows = Workbook.rows(file.getData().toByteArray());
    assertThat(rows.getFirst()).isEqualTo(Workbook.HEADERS);
    assertThat(rows.size()).isGreaterThan(1);
    assertThat(rows.get(1).get(6)).matches("2022\\.06\\.15 [0-9:]{8} \\(GMT\\+08:00\\)");
  }

  @Test
  void anUnknownLevelIsReadAsTheSdkReadsErrors() throws Exception {
    ResourceReservationListExportResp answer =
        client
            .vc()
            .v1()
            .export()
            .resourceReservationList(sample("omb_00000000000000000000000000000000"));
    assertThat(answer.success()).isFalse();
    assertThat(answer.getCode()).isEqualTo(121004);
    assertThat(answer.getMsg()).isEqualTo("data not exist");
    assertThat(answer.getRequestId()).hasSize(34);
  }

  @Test
  void aWrongParameterNamesItsField() throws Exception {
    ResourceReservationListExportResp answer =
        client.vc().v1().export().resourceReservationList(sample("omb_?"));
    assertThat(answer.getCode()).isEqualTo(121003);
    assertThat(answer.getError().getFieldViolations()[0].getField()).isEqualTo("room_level_id");
  }

  @Test
  void aFailedDownloadTellsItsCode() throws Exception {
    DownloadExportResp answer = download("nobody-has-this-token");
    assertThat(answer.success()).isFalse();
    assertThat(answer.getCode()).isEqualTo(121004);
  }

  @Test
  void anInvalidTokenIsToldApart() throws Exception {
    Client manual =
        Client.newBuilder(program.value("app_id"), program.value("app_secret"))
            .openBaseUrl(program.server())
            .disableTokenCache()
            .build();
    ResourceReservationListExportResp answer =
        manual
            .vc()
            .v1()
            .export()
            .resourceReservationList(
                sample("omb_57c9cc7d9a81e27e54c8fabfd02759e7"),
                RequestOptions.newBuilder()
                    .tenantAccessToken("t-7f1b0000000000000000000000000000008e560")
                    .build());
    assertThat(answer.getCode()).isEqualTo(99991663);
  }

  @Test
  void aBaseUrlWithASlashAtItsEndWorksToo() throws Exception {
    Client slash =
        Client.newBuilder(program.value("app_id"), program.value("app_secret"))
            .openBaseUrl(program.server() + "/")
            .build();
    assertThat(slash.vc().v1().export().resourceReservationList(sample("0")).success()).isTrue();
  }

  private static ResourceReservationListExportReq sample(String level) {
    return ResourceReservationListExportReq.newBuilder()
        .resourceReservationListExportReqBody(
            ResourceReservationListExportReqBody.newBuilder()
                .roomLevelId(level)
                .needTopic(true)
                .startTime("1655276858")
                .endTime("1655276858")
                .roomIds(new String[] {"omm_eada1d61a550955240c28757e7dec3af"})
                .isExclude(false)
                .build())
        .build();
  }

  private static DownloadExportResp download(String fileToken) throws Exception {
    return client
        .vc()
        .v1()
        .export()
        .download(DownloadExportReq.newBuilder().fileToken(fileToken).build());
  }

  private static GetExportResp awaitEnd(String taskId) throws Exception {
    for (int poll = 0; poll < MOST_POLLS; poll++) {
      GetExportResp state =
          client.vc().v1().export().get(GetExportReq.newBuilder().taskId(taskId).build());
      assertThat(state.success()).as("%s %s", state.getCode(), state.getMsg()).isTrue();
      if (state.getData().getStatus() != IN_PROGRESS) {
        return state;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new AssertionError("the export did not end");
  }
}
