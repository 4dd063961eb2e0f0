package io.roomledger.exports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.roomledger.identity.Caller;
import io.roomledger.identity.RequiresScope;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.BaseUrl;
import io.roomledger.wire.Envelope;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.LogId;
import io.roomledger.wire.RateTier;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Job control, which the protocol does not have: on paths of its own, with the protocol's tokens,
 * envelope and answers for what is somebody else's.
 */
@RestController
@RequestMapping("/roomledger/v1/exports")
final class JobController {
  private final JobService jobs;
  private final ExportService exports;
  private final Preflight preflight;
  private final ExportProperties properties;
  private final BaseUrl baseUrl;

  JobController(
      JobService jobs,
      ExportService exports,
      Preflight preflight,
      ExportProperties properties,
      BaseUrl baseUrl) {
    this.jobs = jobs;
    this.exports = exports;
    this.preflight = preflight;
    this.properties = properties;
    this.baseUrl = baseUrl;
  }

  /** A page of tasks. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TaskList(List<TaskAnswer> items, boolean hasMore, @Nullable String pageToken) {}

  /** The id of a new task. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record NewTask(String taskId) {}

  /**
   * What an export would be.
   *
   * @param allowed whether the create call would be allowed; if not, there is nothing but the
   *     reason
   * @param basedOnTasks how many finished exports of the app size and seconds are told from
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Forecast(
      boolean allowed,
      @Nullable String reason,
      @Nullable Long rows,
      @Nullable Boolean rowsExact,
      @Nullable Long size,
      @Nullable Double seconds,
      @Nullable Long basedOnTasks) {}

  @GetMapping
  @RequiresScope(ExportController.SCOPE)
  @RateTier(RateTier.Tier.TIER_3)
  Envelope list(Caller caller, HttpServletRequest request) {
    JobService.Page page = jobs.list(caller, TaskFilter.read(request));
    JobService.Named names = jobs.names(caller, page.tasks(), false);
    return Envelope.success(
        new TaskList(
            page.tasks().stream().map(view -> answer(view, names, false, request)).toList(),
            page.hasMore(),
            page.hasMore() ? TaskFilter.pageTokenAfter(page.tasks().getLast().task()) : null));
  }

  @GetMapping("/{taskId}")
  @RequiresScope(ExportController.SCOPE)
  @RateTier(RateTier.Tier.TIER_3)
  Envelope show(@PathVariable String taskId, Caller caller, HttpServletRequest request) {
    return shown(jobs.task(caller, number(taskId)), caller, request);
  }

  @PostMapping("/{taskId}/cancel")
  @RequiresScope(value = ExportController.SCOPE, readNow = true)
  @RateTier(RateTier.Tier.TIER_3)
  Envelope cancel(@PathVariable String taskId, Caller caller, HttpServletRequest request) {
    return shown(jobs.cancel(caller, number(taskId)), caller, request);
  }

  @PostMapping("/{taskId}/rerun")
  @RequiresScope(value = ExportController.SCOPE, readNow = true)
  @RateTier(RateTier.Tier.TIER_3)
  Envelope rerun(@PathVariable String taskId, Caller caller, HttpServletRequest request) {
    long made = jobs.rerun(caller, number(taskId), LogId.of(request));
    return Envelope.success(new NewTask(Long.toString(made)));
  }

  @PostMapping("/preflight")
  @RequiresScope(value = ExportController.SCOPE, readNow = true)
  @RateTier(RateTier.Tier.TIER_3)
  Envelope preflight(Caller caller, HttpServletRequest request) throws IOException {
    ReservationExportRequest asked =
        ReservationExportRequest.read(
            request,
            properties,
            ErrorCode.FIELD_VALIDATION_FAILED,
            ErrorCode.FIELD_VALIDATION_FAILED);
    ExportTask.Request allowed;
    try {
      allowed = exports.allowed(caller, asked);
    } catch (ApiException e) {
      if (e.errorCode() != ErrorCode.NO_PERMISSION) {
        throw e;
      }
      return Envelope.success(new Forecast(false, e.explanation(), null, null, null, null, null));
    }
    String closed = exports.closed();
    if (closed != null) {
      return Envelope.success(new Forecast(false, closed, null, null, null, null, null));
    }
    Preflight.Forecast forecast = preflight.forecast(caller, allowed);
    return Envelope.success(
        new Forecast(
            true,
            null,
            forecast.rows(),
            forecast.exact(),
            forecast.size(),
            forecast.seconds(),
            forecast.recentTasks()));
  }

  private static long number(String taskId) {
    return ExportController.taskNumber(taskId, ErrorCode.FIELD_VALIDATION_FAILED);
  }

  private Envelope shown(TaskView view, Caller caller, HttpServletRequest request) {
    return Envelope.success(answer(view, jobs.names(caller, List.of(view), true), true, request));
  }

  private TaskAnswer answer(
      TaskView view, JobService.Named names, boolean withRooms, HttpServletRequest request) {
    TaskAnswer.Link link = null;
    ExportTask.FinishedFile file = view.task().file();
    if (file != null) {
      String token = exports.fileToken(view.task(), file);
      link = new TaskAnswer.Link(token, ExportController.fileUrl(baseUrl.of(request), token));
    }
    return TaskAnswer.of(view, TaskAnswer.Asked.of(view.task().request(), names, withRooms), link);
  }
}
