package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SheetWriterMisuseTest {
  enum Format {
    XLSX,
    CSV;

    SheetWriter open(OutputStream out, SheetLayout layout) throws IOException {
      return this == XLSX
          ? XlsxWriter.open(out, layout)
          : CsvWriter.open(out, layout, CsvMode.EXACT);
    }
  }

  private static final SheetLayout LAYOUT =
      new SheetLayout(
          "Sheet",
          List.of(
              Column.words("Room", 10, Dictionary.of(List.of("Ada"))),
              Column.text("Topic", 10),
              Column.stamp("Begin", 10, (_, _) -> 0),
              Column.number("People", 10)));

  /** Remembers whether it was closed, and fails from a number of bytes on. */
  private static final class Disk extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int capacity;
    private boolean closed;

    Disk(int capacity) {
      this.capacity = capacity;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      if (bytes.size() + length > capacity) {
        throw new IOException("disk full");
      }
      bytes.write(source, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void cellsOutsideARowAreRefused(Format format) throws IOException {
    SheetWriter writer = format.open(new Disk(1 << 20), LAYOUT);
    assertRefused(() -> writer.word(0), "word() does not fit outside a row");
    assertRefused(() -> writer.text("x"), "text() does not fit outside a row");
    assertRefused(() -> writer.stamp(1), "stamp() does not fit outside a row");
    assertRefused(() -> writer.number(1), "number() does not fit outside a row");
    assertRefused(writer::empty, "empty() does not fit outside a row");
    assertRefused(writer::endRow, "endRow() does not fit outside a row");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void theWrongKindIsRefusedNamingTheColumn(Format format) throws IOException {
    SheetWriter writer = format.open(new Disk(1 << 20), LAYOUT);
    writer.beginRow();
    assertRefused(() -> writer.number(1), "number() does not fit at word column \"Room\" of row 0");
    writer.word(0);
    assertRefused(() -> writer.word(0), "word() does not fit at text column \"Topic\" of row 0");
    writer.empty();
    assertRefused(() -> writer.text("x"), "text() does not fit at stamp column \"Begin\" of row 0");
    assertRefused(writer::endRow, "endRow() does not fit at stamp column \"Begin\" of row 0");
    assertRefused(writer::beginRow, "beginRow() inside a row, at stamp column \"Begin\" of row 0");
    writer.empty();
    writer.number(1);
    assertRefused(() -> writer.number(1), "number() does not fit after the last cell of row 0");
    assertRefused(writer::empty, "empty() does not fit after the last cell of row 0");
    writer.endRow();
    assertThat(writer.rows()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aWordThatTheDictionaryDoesNotHaveIsRefused(Format format) throws IOException {
    SheetWriter writer = format.open(new Disk(1 << 20), LAYOUT);
    writer.beginRow();
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> writer.word(1));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void closingInsideARowClosesTheStreamButFinishesNothing(Format format) throws IOException {
    Disk disk = new Disk(1 << 20);
    SheetWriter writer = format.open(disk, LAYOUT);
    writer.beginRow();
    assertRefused(writer::close, "close() does not fit at word column \"Room\" of row 0");
    assertThat(disk.closed).isTrue();
    writer.close();
    assertRefused(writer::beginRow, "beginRow() after close");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everythingIsRefusedAfterClose(Format format) throws IOException {
    Disk disk = new Disk(1 << 20);
    SheetWriter writer = format.open(disk, LAYOUT);
    writer.close();
    int size = disk.bytes.size();
    writer.close();
    writer.abort();
    assertThat(disk.bytes.size()).isEqualTo(size);
    assertRefused(() -> writer.word(0), "word() after close");
  }

  @Test
  void anAbortedWorkbookIsNone() throws IOException {
    Disk disk = new Disk(1 << 20);
    SheetWriter writer = XlsxWriter.open(disk, LAYOUT);
    writer.abort();
    writer.close();
    assertThat(disk.closed).isTrue();
    assertThat(Archives.indexOf(disk.bytes.toByteArray(), 0x06054b50))
        .as("end record")
        .isNegative();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aFullDiskIsReportedAndNothingIsFinished(Format format) throws IOException {
    Disk disk = new Disk(100_000);
    assertThatIOException()
        .isThrownBy(() -> {
          try (SheetWriter writer = format.open(disk, LAYOUT)) {
            for (int i = 0; i < 1_000_000; i++) {
              writer.beginRow();
              writer.word(0);
              writer.text("topic " + i * 7919);
              writer.empty();
              writer.number(i);
              writer.endRow();
            }
          }
        })
        .withMessage("disk full");
    assertThat(disk.closed).isTrue();
    assertThat(Archives.indexOf(disk.bytes.toByteArray(), 0x06054b50)).isNegative();
  }

  @Test
  void textThatIsTooLongIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SheetWriter writer =
        XlsxWriter.open(out, new SheetLayout("Sheet", List.of(Column.text("Topic", 10))))) {
      for (String text :
          List.of("字".repeat(32_767), "😀".repeat(16_383) + "x", "\u0001".repeat(32_767))) {
        writer.beginRow();
        writer.text(text);
        writer.endRow();
      }
    }
    assertThat(new ZipInputStream(new ByteArrayInputStream(out.toByteArray())).getNextEntry())
        .isNotNull();
    assertThat(Workbooks.readWithFastexcel(out.toByteArray(), 1).getFirst().rows().get(1))
        .containsExactly("字".repeat(32_767));
    SheetWriter writer =
        XlsxWriter.open(
            new Disk(1 << 20), new SheetLayout("Sheet", List.of(Column.text("Topic", 10))));
    writer.beginRow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.text("😀".repeat(16_384)))
        .withMessage("a cell holds at most 32767 UTF-16 units, not 32768");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatIllegalStateException().isThrownBy(call).withMessage(message);
  }
}
