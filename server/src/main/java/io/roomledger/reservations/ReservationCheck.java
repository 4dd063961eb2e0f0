package io.roomledger.reservations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a reservation from elsewhere must be like, whatever format it came in. */
final class ReservationCheck {
  /** What a cell of a sheet holds. */
  static final int LONGEST_TEXT = 32_767;

  /** Of what the database looks up by: its index refuses much more. */
  static final int LONGEST_KEY = 255;

  static final int DEEPEST_PATH = 20;

  /** The first second that has no four-digit year any more. */
  static final long SECONDS_LIMIT = 253_402_300_800L;

  private static final Pattern LEVEL_ID = Pattern.compile("omb_[0-9a-f]{32}");
  private static final Pattern ROOM_ID = Pattern.compile("omm_[0-9a-f]{32}");

  private final long line;
  private final List<ImportProblem> problems = new ArrayList<>(0);

  private ReservationCheck(long line) {
    this.line = line;
  }

  /** All that is wrong with the reservation, nothing when it may be stored. */
  static List<ImportProblem> problems(long line, ImportedReservation reservation) {
    ReservationCheck check = new ReservationCheck(line);
    check.key(ImportColumn.EXTERNAL_ID, reservation.externalId());
    check.room(reservation.room());
    check.text(ImportColumn.TOPIC, reservation.topic());
    check.count(ImportColumn.INVITED_COUNT, reservation.invitedCount());
    check.count(ImportColumn.ACCEPTED_COUNT, reservation.acceptedCount());
    ImportedReservation.Person booker = reservation.booker();
    if (booker != null) {
      check.key(ImportColumn.BOOKER_USER_ID, booker.userId());
      check.text(ImportColumn.BOOKER_NAME, booker.name());
      check.path(ImportColumn.BOOKER_DEPARTMENT, booker.departmentPath());
    }
    check.times(reservation);
    check.release(reservation);
    return check.problems;
  }

  private void room(ImportedReservation.Room room) {
    path(ImportColumn.LEVEL_PATH, room.levelPath());
    id(ImportColumn.LEVEL_ID, LEVEL_ID, "omb_", room.levelId());
    if (room.name().isBlank()) {
      add(ImportColumn.ROOM_NAME, "is missing");
    }
    text(ImportColumn.ROOM_NAME, room.name());
    id(ImportColumn.ROOM_ID, ROOM_ID, "omm_", room.roomId());
    count(ImportColumn.ROOM_CAPACITY, room.capacity());
  }

  private void times(ImportedReservation reservation) {
    // Both are looked at, so that both are reported.
    boolean beginSound = time(ImportColumn.START_TIME, reservation.begin());
    boolean finishSound = time(ImportColumn.END_TIME, reservation.finish());
    if (beginSound && finishSound && !reservation.begin().isBefore(reservation.finish())) {
      add(
          ImportColumn.END_TIME,
          "%s is not after start_time, %s".formatted(reservation.finish(), reservation.begin()));
    }
    Instant checkedIn = reservation.checkedInAt();
    if (checkedIn != null) {
      time(ImportColumn.CHECK_IN_TIME, checkedIn);
      if (reservation.checkInStatus() != CheckInStatus.CHECKED_IN) {
        add(ImportColumn.CHECK_IN_TIME, "stands only with check_in_status checked_in");
      }
    }
  }

  private void release(ImportedReservation reservation) {
    Instant released = reservation.releasedAt();
    if (released != null) {
      time(ImportColumn.RELEASE_TIME, released);
      if (!reservation.status().released()) {
        add(ImportColumn.RELEASE_TIME, "stands only with a status that says released");
      }
    } else if (reservation.status().released()) {
      add(ImportColumn.RELEASE_TIME, "is missing: status says released");
    }
    ImportedReservation.Person person = reservation.releasedBy();
    if (person != null) {
      key(ImportColumn.RELEASED_BY_USER_ID, person.userId());
      text(ImportColumn.RELEASED_BY_NAME, person.name());
      path(ImportColumn.RELEASED_BY_DEPARTMENT, person.departmentPath());
      if (released == null) {
        add(ImportColumn.RELEASED_BY_USER_ID, "stands only with release_time");
      }
    }
  }

  private boolean time(ImportColumn column, Instant time) {
    if (time.getEpochSecond() < 0 || time.getEpochSecond() >= SECONDS_LIMIT) {
      return add(column, "is out of range: years 1970 to 9999");
    }
    if (time.getNano() != 0) {
      return add(column, "has a part of a second: whole seconds only");
    }
    return true;
  }

  private void count(ImportColumn column, int count) {
    if (count < 0) {
      add(column, "is below 0");
    }
  }

  private void id(ImportColumn column, Pattern pattern, String prefix, @Nullable String id) {
    if (id != null && !pattern.matcher(id).matches()) {
      add(column, "is not %s and 32 hex digits in lower case".formatted(prefix));
    }
  }

  private void path(ImportColumn column, List<String> path) {
    if (path.size() > DEEPEST_PATH) {
      add(column, "has %d names: at most %d".formatted(path.size(), DEEPEST_PATH));
    }
    for (String name : path) {
      key(column, name);
    }
  }

  private void key(ImportColumn column, String key) {
    if (key.isBlank()) {
      add(column, "is missing");
    } else if (key.length() > LONGEST_KEY) {
      add(column, "has %d characters: at most %d".formatted(key.length(), LONGEST_KEY));
    } else {
      text(column, key);
    }
  }

  private void text(ImportColumn column, String text) {
    int length = text.length();
    if (length > LONGEST_TEXT) {
      add(column, "has %d characters: at most %d".formatted(length, LONGEST_TEXT));
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == 0) {
        add(column, "contains U+0000 at character %d, which cannot be stored".formatted(i + 1));
        return;
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          add(column, "contains half of a character at %d".formatted(i + 1));
          return;
        }
        i++;
      }
    }
  }

  /** Returns false, for whoever tells what is sound. */
  private boolean add(ImportColumn column, String reason) {
    problems.add(new ImportProblem(line, column.header(), reason));
    return false;
  }
}
