package io.roomledger.exports;

import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FieldViolation;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of a caller's tasks a list is to have, read from the query of the address.
 *
 * @param createdFrom the first moment
 * @param createdTo the end, not part of it
 * @param before only tasks whose id is lower: where the last page ended
 */
record TaskFilter(
    Set<ExportTask.State> states,
    Instant createdFrom,
    Instant createdTo,
    long before,
    int pageSize) {
  private static final Set<String> PARAMETERS =
      Set.of("state", "created_from", "created_to", "page_size", "page_token");
  private static final int USUAL_PAGE = 20;
  private static final int LARGEST_PAGE = 100;
  private static final Instant EVER = Instant.EPOCH;
  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");
  private static final String STATES =
      Arrays.stream(ExportTask.State.values())
          .map(TaskFilter::word)
          .collect(Collectors.joining(", "));

  TaskFilter {
    states = Set.copyOf(states);
  }

  static TaskFilter read(HttpServletRequest request) {
    return new Reader(request).filter();
  }

  /** The token of the page after this task. */
  static String pageTokenAfter(ExportTask last) {
    byte[] id = ByteBuffer.allocate(Long.BYTES).putLong(last.taskId()).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  private static String word(ExportTask.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  /** Reads the parameters and collects what is wrong with them. */
  private static final class Reader {
    private final HttpServletRequest request;
    private final List<FieldViolation> violations = new ArrayList<>();

    Reader(HttpServletRequest request) {
      this.request = request;
    }

    TaskFilter filter() {
      request.getParameterMap().keySet().stream()
          .filter(name -> !PARAMETERS.contains(name))
          .sorted()
          // A filter that is misspelled would show more than was asked for.
          .forEach(name -> reject(name, "", "is no parameter of this list"));
      TaskFilter filter =
          new TaskFilter(
              states(),
              time("created_from", EVER),
              time("created_to", NEVER),
              before(),
              pageSize());
      if (!violations.isEmpty()) {
        throw ApiException.fields(ErrorCode.FIELD_VALIDATION_FAILED, violations);
      }
      return filter;
    }

    private Set<ExportTask.State> states() {
      String text = parameter("state");
      Set<ExportTask.State> all = EnumSet.allOf(ExportTask.State.class);
      if (text == null) {
        return all;
      }
      Set<ExportTask.State> wanted = EnumSet.noneOf(ExportTask.State.class);
      for (String each : text.split(",", -1)) {
        all.stream().filter(state -> word(state).equals(each.strip())).forEach(wanted::add);
        if (all.stream().noneMatch(state -> word(state).equals(each.strip()))) {
          reject("state", each, "can be " + STATES + ", several parted by commas");
        }
      }
      return wanted;
    }

    private Instant time(String name, Instant absent) {
      String text = parameter(name);
      if (text == null) {
        return absent;
      }
      try {
        Instant time = OffsetDateTime.parse(text).toInstant();
        return time.isBefore(EVER) ? EVER : time.isAfter(NEVER) ? NEVER : time;
      } catch (DateTimeException e) {
        reject(name, text, "must be a time with an offset (RFC 3339), like 2026-11-22T09:30:00Z");
        return absent;
      }
    }

    private int pageSize() {
      String text = parameter("page_size");
      if (text == null) {
        return USUAL_PAGE;
      }
      int size = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
      if (size < 1 || size > LARGEST_PAGE) {
        reject("page_size", text, "must be 1 to " + LARGEST_PAGE);
      }
      return size;
    }

    private long before() {
      String text = parameter("page_token");
      if (text == null) {
        return Long.MAX_VALUE;
      }
      try {
        byte[] id = Base64.getUrlDecoder().decode(text);
        if (id.length == Long.BYTES) {
          return ByteBuffer.wrap(id).getLong();
        }
      } catch (IllegalArgumentException e) {
        // Said below.
      }
      reject("page_token", text, "must be the page_token that the page before has");
      return 0;
    }

    private @Nullable String parameter(String name) {
      String[] values = request.getParameterValues(name);
      if (values == null) {
        return null;
      }
      if (values.length > 1) {
        reject(name, String.join(", ", values), "can be given once");
      }
      return values[0];
    }

    private void reject(String name, String value, String description) {
      violations.add(new FieldViolation(name, value, description));
    }
  }
}
