package io.roomledger.reservations;

/**
 * One reservation as the reader sees it, narrow: people and rooms by number, times in Unix seconds,
 * states by code. One object serves all rows of a reading: what is needed later must be copied.
 */
public final class ReservationRow {
  /** Stands for a time that is not there. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** Stands for a person that is not there. */
  public static final long NOBODY = -1;

  long roomId;
  long bookerId;
  int invitedCount;
  int acceptedCount;
  long beginSecond;
  long finishSecond;
  int status;
  int checkInDevice;
  int checkInStatus;
  long checkedInSecond;
  long releasedBy;
  long releasedSecond;
  byte[] topic = new byte[0];
  int topicOffset;
  int topicLength;

  ReservationRow() {}

  public long roomId() {
    return roomId;
  }

  /** A person's number, or {@link #NOBODY}. */
  public long bookerId() {
    return bookerId;
  }

  public int invitedCount() {
    return invitedCount;
  }

  public int acceptedCount() {
    return acceptedCount;
  }

  public long beginSecond() {
    return beginSecond;
  }

  public long finishSecond() {
    return finishSecond;
  }

  /** A code of {@link ReservationStatus}. */
  public int status() {
    return status;
  }

  /** A code of {@link CheckInDevice}, 0 for none. */
  public int checkInDevice() {
    return checkInDevice;
  }

  /** A code of {@link CheckInStatus}. */
  public int checkInStatus() {
    return checkInStatus;
  }

  /** Unix seconds, or {@link #NO_TIME}. */
  public long checkedInSecond() {
    return checkedInSecond;
  }

  /** A person's number, or {@link #NOBODY}. */
  public long releasedBy() {
    return releasedBy;
  }

  /** Unix seconds, or {@link #NO_TIME}. */
  public long releasedSecond() {
    return releasedSecond;
  }

  /** UTF-8 of the title lies in here, at {@link #topicOffset}, {@link #topicLength} bytes long. */
  public byte[] topic() {
    return topic;
  }

  public int topicOffset() {
    return topicOffset;
  }

  /** 0 when the title is empty or was not asked for. */
  public int topicLength() {
    return topicLength;
  }
}
