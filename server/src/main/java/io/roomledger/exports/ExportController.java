package io.roomledger.exports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.roomledger.identity.Caller;
import io.roomledger.identity.RequiresScope;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.BaseUrl;
import io.roomledger.wire.Envelope;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FieldViolation;
import io.roomledger.wire.LogId;
import io.roomledger.wire.RateTier;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The export endpoints of the protocol. */
@RestController
@RequestMapping("/open-apis/vc/v1/exports")
final class ExportController {
  static final String SCOPE = "vc:export";
  private static final Set<String> KINDS =
      Set.of(
          "resource_reservation_list",
          "meeting_list",
          "participant_list",
          "participant_quality_list");
  private static final Pattern TASK_ID = Pattern.compile("[0-9]{1,18}|[1-8][0-9]{18}");
  private static final int LONGEST_FILE_TOKEN = 256;

  private final ExportService exports;
  private final ExportDownload download;
  private final ExportProperties properties;
  private final BaseUrl baseUrl;

  ExportController(
      ExportService exports,
      ExportDownload download,
      ExportProperties properties,
      BaseUrl baseUrl) {
    this.exports = exports;
    this.download = download;
    this.properties = properties;
    this.baseUrl = baseUrl;
  }

  record TaskCreated(@JsonProperty("task_id") String taskId) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TaskState(
      int status,
      @Nullable String url,
      @JsonProperty("file_token") @Nullable String fileToken,
      @JsonProperty("fail_msg") @Nullable String failMsg) {
    static final int IN_PROGRESS = 1;
    static final int FAILED = 2;
    static final int DONE = 3;

    /** Without the token, which must not reach a log. */
    @Override
    public String toString() {
      return "TaskState[status=" + status + ", failMsg=" + failMsg + "]";
    }
  }

  @PostMapping("/resource_reservation_list")
  @RequiresScope(value = SCOPE, readNow = true)
  @RateTier(RateTier.Tier.TIER_3)
  Envelope create(Caller caller, HttpServletRequest request) throws IOException {
    ReservationExportRequest asked = ReservationExportRequest.read(request, properties);
    long taskId = exports.submit(caller, asked, LogId.of(request));
    return Envelope.success(new TaskCreated(Long.toString(taskId)));
  }

  @PostMapping({"/meeting_list", "/participant_list", "/participant_quality_list"})
  @RequiresScope(SCOPE)
  @RateTier(RateTier.Tier.TIER_3)
  @SuppressWarnings("DoNotCallSuggester") // Spring calls it, to refuse in the protocol's words.
  Envelope otherKinds(Caller caller) {
    throw ApiException.because(
        ErrorCode.NOT_SUPPORTED,
        "this server exports reservations: POST …/exports/resource_reservation_list");
  }

  @GetMapping("/{taskId}")
  @RequiresScope(SCOPE)
  @RateTier(RateTier.Tier.TIER_3)
  Envelope state(@PathVariable String taskId, Caller caller, HttpServletRequest request) {
    if (KINDS.contains(taskId)) {
      throw ApiException.because(
          ErrorCode.DATA_NOT_EXIST, "GET is the wrong method here: use POST");
    }
    ExportTask task = exports.task(caller, taskNumber(taskId, ErrorCode.PARAM_ERROR));
    return Envelope.success(state(task, request));
  }

  /** Reads a task's id out of a path. */
  static long taskNumber(String taskId, ErrorCode wrong) {
    if (!TASK_ID.matcher(taskId).matches()) {
      throw ApiException.fields(
          wrong,
          List.of(
              new FieldViolation(
                  "task_id", taskId, "must be the digits that the create call answered")));
    }
    return Long.parseLong(taskId);
  }

  /** Where the file with this token is fetched. */
  static String fileUrl(String baseUrl, String fileToken) {
    return baseUrl + "/open-apis/vc/v1/exports/download?file_token=" + fileToken;
  }

  private TaskState state(ExportTask task, HttpServletRequest request) {
    return switch (task.state()) {
      case QUEUED, RUNNING -> new TaskState(TaskState.IN_PROGRESS, null, null, null);
      case FAILED -> new TaskState(TaskState.FAILED, null, null, task.failMsg());
      case CANCELED -> new TaskState(TaskState.FAILED, null, null, "canceled");
      case DONE -> {
        ExportTask.FinishedFile file = task.finishedFile();
        String token = exports.fileToken(task, file);
        yield new TaskState(TaskState.DONE, fileUrl(baseUrl.of(request), token), token, null);
      }
    };
  }

  @GetMapping("/download")
  @RequiresScope(value = SCOPE, readNow = true)
  @RateTier(RateTier.Tier.TIER_3)
  void download(Caller caller, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String fileToken = request.getParameter("file_token");
    if (fileToken == null || fileToken.isEmpty() || fileToken.length() > LONGEST_FILE_TOKEN) {
      throw ApiException.fields(
          ErrorCode.PARAM_ERROR,
          List.of(
              new FieldViolation(
                  "file_token",
                  fileToken == null ? "" : fileToken,
                  "is required: the file_token that the finished task's state has")));
    }
    download.send(exports.fileTask(caller, fileToken), request, response);
  }
}
