package io.roomledger.benchmarks.writers;

import io.roomledger.sheets.Column;
import io.roomledger.sheets.Dictionary;
import io.roomledger.sheets.SheetLayout;
import io.roomledger.sheets.SheetWriter;
import io.roomledger.sheets.StampFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Feeds our own writers as the product does: words by their place, times as bytes. */
final class OurRows {
  private final Source source;
  private final OurNames names;
  private final int[] department;
  private final int[] level;
  private final int[] capacity;
  private final SheetLayout layout;
  private final StampFormat time = new Stamp()::writeTime;
  private final StampFormat duration = new Stamp()::writeDuration;

  OurRows(Source source) {
    this.source = source;
    names = source.ourNames();
    department = names.departmentOfPerson();
    level = names.levelOfRoom();
    capacity = names.capacities();
    layout = new SheetLayout("会议室预定数据", columns());
  }

  SheetLayout layout() {
    return layout;
  }

  private List<Column> columns() {
    List<String> headers = source.headers();
    List<Column> all = new ArrayList<>();
    all.add(Column.words(headers.get(0), 24, names.rooms()));
    all.add(Column.text(headers.get(1), 36));
    all.add(Column.words(headers.get(2), 16, names.people()));
    all.add(Column.words(headers.get(3), 20, names.departments()));
    all.add(Column.number(headers.get(4), 10));
    all.add(Column.number(headers.get(5), 10));
    all.add(Column.stamp(headers.get(6), 33, time));
    all.add(Column.stamp(headers.get(7), 33, time));
    all.add(Column.stamp(headers.get(8), 12, duration));
    all.add(Column.words(headers.get(9), 30, Dictionary.of(Names.STATUS)));
    all.add(Column.words(headers.get(10), 20, Dictionary.of(Names.DEVICE)));
    all.add(Column.words(headers.get(11), 32, Dictionary.of(Names.CHECK_IN)));
    all.add(Column.stamp(headers.get(12), 33, time));
    all.add(Column.words(headers.get(13), 16, names.people()));
    all.add(Column.stamp(headers.get(14), 33, time));
    if (source.columns() > 15) {
      all.add(Column.words(headers.get(15), 20, names.levels()));
      all.add(Column.number(headers.get(16), 10));
      all.add(Column.number(headers.get(17), 10));
      all.add(Column.stamp(headers.get(18), 33, time));
      all.add(Column.words(headers.get(19), 16, names.englishNames()));
    }
    return all;
  }

  void write(SheetWriter writer) throws IOException {
    boolean more = source.columns() > 15;
    try (SourceFile file = source.open()) {
      SourceRow row = file.row();
      while (file.next()) {
        writer.beginRow();
        cells(row, writer);
        if (more) {
          moreCells(row, writer);
        }
        writer.endRow();
      }
    }
  }

  private void cells(SourceRow row, SheetWriter writer) throws IOException {
    // Looked up before it is needed: that may take a while, in which the first cells are written.
    int departmentOfBooker = row.booker == SourceRow.NOBODY ? -1 : department[row.booker];
    writer.word(row.room);
    writer.text(row.topic, row.topicOffset, row.topicLength);
    word(writer, row.booker);
    word(writer, departmentOfBooker);
    writer.number(row.invited);
    writer.number(row.accepted);
    time(writer, row.begin);
    time(writer, row.finish);
    writer.stamp(row.finish - row.begin);
    writer.word(row.status - 1);
    word(writer, row.device - 1);
    writer.word(row.checkIn - 1);
    time(writer, row.checkedIn);
    word(writer, row.releasedBy);
    time(writer, row.released);
  }

  private void moreCells(SourceRow row, SheetWriter writer) throws IOException {
    writer.word(level[row.room]);
    writer.number(capacity[row.room]);
    writer.number(row.number);
    time(writer, row.created());
    word(writer, row.booker);
  }

  private static void word(SheetWriter writer, int ordinal) throws IOException {
    if (ordinal < 0) {
      writer.empty();
    } else {
      writer.word(ordinal);
    }
  }

  private static void time(SheetWriter writer, long second) throws IOException {
    if (second == SourceRow.NO_TIME) {
      writer.empty();
    } else {
      writer.stamp(second);
    }
  }
}
