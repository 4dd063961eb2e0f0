package io.roomledger.exports;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A task as the extension API shows it. Times are RFC 3339 in UTC; what is not known, or does not
 * apply, is left out.
 *
 * @param rows of the finished file
 * @param size of the finished file, bytes
 * @param sha256 of the finished file, 64 hex digits
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record TaskAnswer(
    String taskId,
    String kind,
    String state,
    int attempt,
    String createdAt,
    @Nullable String startedAt,
    @Nullable String finishedAt,
    @Nullable String expiresAt,
    @Nullable String asOf,
    Progress progress,
    @Nullable Long rows,
    @Nullable Long size,
    @Nullable String sha256,
    @Nullable String fileName,
    @Nullable String fileToken,
    @Nullable String url,
    @Nullable String failMsg,
    Asked request) {

  /** How far it is. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Progress(
      long rowsDone,
      @Nullable Long rowsExpected,
      @Nullable Long rowsPerSecond,
      @Nullable Long secondsLeft) {
    static Progress of(TaskView view) {
      if (!view.hasProgress()) {
        return new Progress(0, null, null, null);
      }
      return new Progress(
          view.rowsDone(),
          view.rowsExpected(),
          value(view.rowsPerSecond()),
          view.task().state() == ExportTask.State.DONE
              ? Long.valueOf(0)
              : value(view.secondsLeft()));
    }
  }

  /**
   * What was asked for, in the fields and forms of the create call.
   *
   * @param roomCount how many room_ids there are
   * @param roomIds left out in lists
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Asked(
      @Nullable String roomLevelId,
      boolean needTopic,
      String startTime,
      String endTime,
      int roomCount,
      @Nullable List<String> roomIds,
      boolean isExclude) {
    static Asked of(ExportTask.Request request, JobService.Named names, boolean withRooms) {
      return new Asked(
          names.levels().get(request.levelId()),
          request.needTopic(),
          Long.toString(request.startSecond()),
          Long.toString(request.endSecond()),
          request.roomIds().size(),
          withRooms
              ? request.roomIds().stream()
                  .filter(names.rooms()::containsKey)
                  .map(id -> String.valueOf(names.rooms().get(id)))
                  .toList()
              : null,
          request.isExclude());
    }
  }

  /**
   * Where the finished file is.
   *
   * @param token what it is fetched by
   */
  record Link(String token, String url) {
    @Override
    public String toString() {
      return "Link[…]";
    }
  }

  static TaskAnswer of(TaskView view, Asked asked, @Nullable Link link) {
    ExportTask task = view.task();
    ExportTask.FinishedFile file = task.file();
    return new TaskAnswer(
        Long.toString(task.taskId()),
        "resource_reservation_list",
        task.state().name().toLowerCase(Locale.ROOT),
        task.tries(),
        time(task.createdAt()),
        optionalTime(view.startedAt()),
        optionalTime(view.finishedAt()),
        optionalTime(view.expiresAt()),
        optionalTime(view.asOf()),
        Progress.of(view),
        file == null ? null : file.rows(),
        file == null ? null : file.size(),
        file == null ? null : file.sha256(),
        file == null ? null : file.name(),
        link == null ? null : link.token(),
        link == null ? null : link.url(),
        task.failMsg(),
        asked);
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static @Nullable String optionalTime(@Nullable Instant time) {
    return time == null ? null : time(time);
  }

  private static @Nullable Long value(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /** Without the token, which must not reach a log. */
  @Override
  public String toString() {
    return "TaskAnswer[" + taskId + " " + state + "]";
  }
}
