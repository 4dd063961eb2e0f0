package io.roomledger.benchmarks.writers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Rows as the libraries want them: a string or a number a cell, an empty string for nothing. */
final class ObjectRows implements AutoCloseable {
  private final SourceFile file;
  private final Names names;
  private final int columns;
  private final Stamp stamp = new Stamp();

  ObjectRows(Source source) throws IOException {
    file = source.open();
    names = source.names();
    columns = source.columns();
  }

  /** Fills the cells with the next row; false at the end. */
  boolean next(Object[] cells) throws IOException {
    if (!file.next()) {
      return false;
    }
    SourceRow row = file.row();
    boolean somebody = row.booker != SourceRow.NOBODY;
    cells[0] = names.rooms().get(row.room);
    cells[1] = new String(row.topic, row.topicOffset, row.topicLength, StandardCharsets.UTF_8);
    cells[2] = somebody ? names.people().get(row.booker) : "";
    cells[3] = somebody ? names.departments().get(names.departmentOfPerson().get(row.booker)) : "";
    cells[4] = row.invited;
    cells[5] = row.accepted;
    cells[6] = stamp.timeText(row.begin);
    cells[7] = stamp.timeText(row.finish);
    cells[8] = stamp.durationText(row.finish - row.begin);
    cells[9] = Names.STATUS.get(row.status - 1);
    cells[10] = row.device == 0 ? "" : Names.DEVICE.get(row.device - 1);
    cells[11] = Names.CHECK_IN.get(row.checkIn - 1);
    cells[12] = stamp.timeText(row.checkedIn);
    cells[13] = row.releasedBy == SourceRow.NOBODY ? "" : names.people().get(row.releasedBy);
    cells[14] = stamp.timeText(row.released);
    if (columns > 15) {
      cells[15] = names.levels().get(names.levelOfRoom().get(row.room));
      cells[16] = names.capacities().get(row.room);
      cells[17] = (int) row.number;
      cells[18] = stamp.timeText(row.created());
      cells[19] = somebody ? names.englishNames().get(row.booker) : "";
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
