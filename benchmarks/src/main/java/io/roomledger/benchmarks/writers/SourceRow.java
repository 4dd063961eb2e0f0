package io.roomledger.benchmarks.writers;

/** One reservation as the source file has it; one object serves all rows. */
final class SourceRow {
  static final long NO_TIME = Long.MIN_VALUE;
  static final int NOBODY = -1;

  long number;
  int room;
  int booker;
  int invited;
  int accepted;
  long begin;
  long finish;
  int status;
  int device;
  int checkIn;
  long checkedIn;
  int releasedBy;
  long released;
  byte[] topic = new byte[0];
  int topicOffset;
  int topicLength;

  /** A time that the source has not: some minutes to two weeks before the begin. */
  long created() {
    return begin - 600 - number * 7919 % 1_209_600;
  }
}
