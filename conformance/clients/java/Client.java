import com.lark.oapi.core.request.EventReq;
import com.lark.oapi.core.request.RequestOptions;
import com.lark.oapi.core.response.EventResp;
import com.lark.oapi.event.EventDispatcher;
import com.lark.oapi.service.vc.v1.model.*;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The seed's Java sample, its address and credentials changed, and then the life of an export. What
 * it is told, and what it prints, is in ../README.md.
 */
public class Client {
  static final Map<String, String> ENV = System.getenv();

  static com.lark.oapi.Client.Builder newClient() {
    return com.lark.oapi.Client.newBuilder(ENV.get("APP_ID"), ENV.get("APP_SECRET"))
        .openBaseUrl(ENV.get("BASE_URL"));
  }

  static ResourceReservationListExportReq sample(String level) {
    return ResourceReservationListExportReq.newBuilder()
        .resourceReservationListExportReqBody(
            ResourceReservationListExportReqBody.newBuilder()
                .roomLevelId(level)
                .needTopic(true)
                .startTime(ENV.get("START_TIME"))
                .endTime(ENV.get("END_TIME"))
                .roomIds(new String[] {ENV.get("ROOM_ID")})
                .isExclude(false)
                .build())
        .build();
  }

  static RequestOptions passed(String token) {
    RequestOptions.Builder options = RequestOptions.newBuilder();
    return (ENV.get("MODE").equals("user")
            ? options.userAccessToken(token)
            : options.tenantAccessToken(token))
        .build();
  }

  static void saw(String step, int code, String detail) {
    System.out.println(
        step + "\t" + code + "\t" + (detail == null ? "" : detail.replaceAll("\\s+", " ")));
  }

  /**
   * A ticket arrives as an event: the SDK checks its signature, decrypts it and keeps what it
   * brings.
   */
  static void ticketArrives() throws Throwable {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("x-lark-request-timestamp", List.of(ENV.get("EVENT_TIMESTAMP")));
    headers.put("x-lark-request-nonce", List.of(ENV.get("EVENT_NONCE")));
    headers.put("x-lark-signature", List.of(ENV.get("EVENT_SIGNATURE")));
    EventReq event = new EventReq();
    event.setHttpPath("/events");
    event.setHeaders(headers);
    event.setBody(ENV.get("EVENT_BODY").getBytes(StandardCharsets.UTF_8));
    EventResp answer =
        EventDispatcher.newBuilder(ENV.get("VERIFICATION_TOKEN"), ENV.get("ENCRYPT_KEY"))
            .build()
            .handle(event);
    if (answer.getStatusCode() != 200) {
      throw new IllegalStateException(
          "the event was refused: " + new String(answer.getBody(), StandardCharsets.UTF_8));
    }
  }

  static void create(String step, com.lark.oapi.Client by, String level, RequestOptions options)
      throws Exception {
    ResourceReservationListExportResp answer =
        by.vc().v1().export().resourceReservationList(sample(level), options);
    saw(step, answer.getCode(), answer.getMsg());
  }

  static DownloadExportResp download(
      com.lark.oapi.Client client, String token, RequestOptions options) throws Exception {
    return client
        .vc()
        .v1()
        .export()
        .download(DownloadExportReq.newBuilder().fileToken(token).build(), options);
  }

  public static void main(String[] args) throws Throwable {
    com.lark.oapi.Client manual = newClient().disableTokenCache().build();
    com.lark.oapi.Client client = manual;
    RequestOptions options = new RequestOptions();
    switch (ENV.get("MODE")) {
      case "store":
        ticketArrives();
        client = newClient().marketplaceApp().build();
        options = RequestOptions.newBuilder().tenantKey(ENV.get("TENANT_KEY")).build();
        break;
      case "fetched":
        client = newClient().build();
        break;
      default:
        options = passed(ENV.get("TOKEN"));
    }

    ResourceReservationListExportResp created =
        client
            .vc()
            .v1()
            .export()
            .resourceReservationList(sample(ENV.get("ROOM_LEVEL_ID")), options);
    if (!created.success()) {
      saw("create", created.getCode(), created.getMsg());
      System.exit(1);
    }
    saw("create", created.getCode(), created.getData().getTaskId());
    saw("log_id", 0, created.getRequestId());

    GetExportResp state;
    do {
      Thread.sleep(100);
      state =
          client
              .vc()
              .v1()
              .export()
              .get(
                  GetExportReq.newBuilder().taskId(created.getData().getTaskId()).build(), options);
      if (!state.success()) {
        throw new IllegalStateException("poll: " + state.getCode() + " " + state.getMsg());
      }
    } while (state.getData().getStatus() == 1);
    saw("poll", state.getData().getStatus(), state.getData().getUrl());

    DownloadExportResp file = download(client, state.getData().getFileToken(), options);
    if (file.success()) {
      file.writeFile(ENV.get("FILE"));
    }
    saw("download", file.getCode(), file.getFileName());

    create("wrong_field", client, "omb_?", options);
    create("not_there", client, ENV.get("UNKNOWN_LEVEL_ID"), options);
    if (!ENV.get("FORBIDDEN_LEVEL_ID").isEmpty()) {
      create("no_right", client, ENV.get("FORBIDDEN_LEVEL_ID"), options);
    }
    DownloadExportResp missing = download(client, ENV.get("UNKNOWN_FILE"), options);
    saw("no_file", missing.getCode(), missing.getMsg());
    create("wrong_token", manual, ENV.get("ROOM_LEVEL_ID"), passed(ENV.get("WRONG_TOKEN")));
    if (!ENV.get("UNSCOPED_TOKEN").isEmpty()) {
      create("no_scope", manual, ENV.get("ROOM_LEVEL_ID"), passed(ENV.get("UNSCOPED_TOKEN")));
    }
    System.exit(0);
  }
}
