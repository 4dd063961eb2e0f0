package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which stamps are stored once and which stay in their cells; that all of them read back. */
class RecurringStampsTest {
  private static final int MOST = 1 << 16;
  private static final int TRIAL = 256;

  /** A workbook of one column. */
  private record Written(List<String> stamps, byte[] xlsx) {
    static Written of(int rows, IntFunction<String> stamp) throws IOException {
      List<String> stamps = IntStream.range(0, rows).mapToObj(stamp).toList();
      TextStamps format = new TextStamps();
      SheetLayout layout = new SheetLayout("Sheet", List.of(Column.stamp("at", 20, format)));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (XlsxWriter writer = XlsxWriter.open(out, layout)) {
        for (String each : stamps) {
          writer.beginRow();
          writer.stamp(format.value(each));
          writer.endRow();
        }
      }
      return new Written(stamps, out.toByteArray());
    }

    int shared() throws IOException {
      return occurrences("xl/sharedStrings.xml", "<si>");
    }

    /** Without the header. */
    int inPlace() throws IOException {
      return occurrences("xl/worksheets/sheet1.xml", "t=\"inlineStr\"") - 1;
    }

    private int occurrences(String part, String what) throws IOException {
      return Archives.part(xlsx, part).split(what, -1).length - 1;
    }

    void assertReadsBack() throws IOException {
      List<List<String>> rows = Workbooks.readWithFastexcel(xlsx, 1).getFirst().rows();
      assertThat(rows.stream().map(List::getFirst).skip(1).toList().equals(stamps)).isTrue();
    }
  }

  private static String time(int minute) {
    return "2026.11.%02d %02d:%02d:00 (GMT+08:00)"
        .formatted(1 + minute / 1440, minute / 60 % 24, minute % 60);
  }

  @Test
  void whatRecursIsStoredOnce() throws IOException {
    Written written = Written.of(3000, row -> time(row / 6));
    assertThat(written.shared()).isEqualTo(500);
    assertThat(written.inPlace()).isZero();
    written.assertReadsBack();
  }

  @Test
  void whatDoesNotRecurStaysInPlaceAfterATrial() throws IOException {
    Written written = Written.of(3000, RecurringStampsTest::time);
    // Each is new, and a quarter of them may be: trial + n / 4 = n.
    assertThat(written.shared()).isBetween(TRIAL, TRIAL * 4 / 3 + 2);
    assertThat(written.shared() + written.inPlace()).isEqualTo(3000);
    written.assertReadsBack();
  }

  @Test
  void memoryIsBounded() throws IOException {
    Written written = Written.of(5 * (MOST + 100), row -> Integer.toString(row / 5));
    assertThat(written.shared()).isEqualTo(MOST);
    assertThat(written.inPlace()).isEqualTo(500);
    written.assertReadsBack();
  }

  @Test
  void whatNeedsCareIsWrittenAsText() throws IOException {
    List<String> stamps =
        List.of("=1+1", "a_x0041_", "<b> & c", " d ", "09:30", "é", "09:30", "e,\"f\"");
    Written written = Written.of(8, stamps::get);
    assertThat(written.shared()).isEqualTo(2);
    assertThat(written.inPlace()).isEqualTo(5);
    written.assertReadsBack();
  }
}
