package io.roomledger.reservations;

import java.util.Locale;

/** The columns of the CSV format, in the order in which the documentation shows them. */
enum ImportColumn {
  EXTERNAL_ID,
  LEVEL_PATH,
  LEVEL_ID,
  ROOM_NAME,
  ROOM_ID,
  ROOM_CAPACITY,
  TOPIC,
  BOOKER_USER_ID,
  BOOKER_NAME,
  BOOKER_DEPARTMENT,
  INVITED_COUNT,
  ACCEPTED_COUNT,
  START_TIME,
  END_TIME,
  STATUS,
  CHECK_IN_DEVICE,
  CHECK_IN_STATUS,
  CHECK_IN_TIME,
  RELEASED_BY_USER_ID,
  RELEASED_BY_NAME,
  RELEASED_BY_DEPARTMENT,
  RELEASE_TIME,

  /** Why a line was bad, in a file of bad lines; not read, so that the file can be imported. */
  PROBLEM;

  private final String header = name().toLowerCase(Locale.ROOT);

  String header() {
    return header;
  }

  boolean required() {
    return this == EXTERNAL_ID || this == ROOM_NAME || this == START_TIME || this == END_TIME;
  }
}
