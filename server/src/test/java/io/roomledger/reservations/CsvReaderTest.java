package io.roomledger.reservations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  @Test
  void fieldsLineEndsAndLineNumbers() throws IOException {
    List<CsvRecord> records =
        read("a,b,\r\n\"x, \"\"y\"\"\",\"two\r\nlines\"\n\n\r\n  spaces ,\"\",=1+1");
    assertThat(records)
        .containsExactly(
            new CsvRecord(1, List.of("a", "b", ""), "a,b,", 4, ""),
            new CsvRecord(
                2,
                List.of("x, \"y\"", "two\r\nlines"),
                "\"x, \"\"y\"\"\",\"two\r\nlines\"",
                11,
                ""),
            new CsvRecord(6, List.of("  spaces ", "", "=1+1"), "  spaces ,\"\",=1+1", 13, ""));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstField() throws IOException {
    assertThat(read("\uFEFFa,b\n").getFirst().fields()).containsExactly("a", "b");
    assertThat(read("\uFEFF")).isEmpty();
    assertThat(read("")).isEmpty();
  }

  @Test
  void aQuoteOrCarriageReturnWhereNoneBelongsMakesOneRecordBad() throws IOException {
    List<CsvRecord> records = read("5\" screen,b\na\rb,c\nfine,d\n");
    assertThat(records.get(0).fault()).contains("quote inside a field");
    assertThat(records.get(0).fields()).containsExactly("5\" screen", "b");
    assertThat(records.get(1).fault()).contains("carriage return");
    assertThat(records.get(2).fault()).isEmpty();
  }

  @Test
  void anOpenQuoteEndsTheReadingAndIsNamedByItsLine() {
    assertThatThrownBy(() -> read("a,b\nc,\"d\ne,f\ng,h\n"))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessage("line 2: a quote is opened here and never closed");
    assertThatThrownBy(() -> read("a,\"b\nc\"d,e\n"))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageStartingWith("line 2: after a closing quote comes 'd'");
    assertThatThrownBy(() -> read("a\n\"" + "x".repeat(CsvReader.LONGEST_RECORD)))
        .hasMessageStartingWith("line 2: more than 1,048,576 characters");
  }

  @Test
  void bytesThatAreNotUtf8AreNamedByLineAndPlace() {
    byte[] gbk = {'a', '\n', 'b', ',', (byte) 0xBB, (byte) 0xE1, '\n'};
    assertThatThrownBy(() -> read(new ByteArrayInputStream(gbk)))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageStartingWith("line 2: byte 5 of the file, 0xBB, is not UTF-8");
    byte[] cut = {'a', '\n', (byte) 0xE4, (byte) 0xBC};
    assertThatThrownBy(() -> read(new ByteArrayInputStream(cut)))
        .hasMessageStartingWith("line 2: byte 3 of the file, 0xE4, is not UTF-8");
  }

  /** Whatever is written reads back, however the bytes arrive. */
  @Test
  void anyFieldsReadBack() throws IOException {
    Random random = new Random(20261122);
    String alphabet = "ab,\"\"\r\n 会😀\t=";
    int[] points = alphabet.codePoints().toArray();
    for (int run = 0; run < 300; run++) {
      List<List<String>> written = new ArrayList<>();
      StringBuilder file = new StringBuilder();
      int columns = 1 + random.nextInt(4);
      for (int row = 0; row < 1 + random.nextInt(20); row++) {
        List<String> fields = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
          StringBuilder field = new StringBuilder();
          for (int i = random.nextInt(6); i > 0; i--) {
            field.appendCodePoint(points[random.nextInt(points.length)]);
          }
          fields.add(field.toString());
          file.append(column == 0 ? "" : ",")
              .append('"')
              .append(field.toString().replace("\"", "\"\""))
              .append('"');
        }
        written.add(fields);
        file.append(random.nextBoolean() ? "\r\n" : "\n");
      }
      byte[] bytes = file.toString().getBytes(StandardCharsets.UTF_8);
      assertThat(read(new Trickle(bytes, random)).stream().map(CsvRecord::fields).toList())
          .isEqualTo(written);
    }
  }

  private static List<CsvRecord> read(String text) throws IOException {
    return read(ImportTenant.bytes(text));
  }

  private static List<CsvRecord> read(InputStream in) throws IOException {
    CsvReader reader = new CsvReader(in);
    List<CsvRecord> records = new ArrayList<>();
    CsvRecord record;
    while ((record = reader.next()) != null) {
      records.add(record);
    }
    return records;
  }

  /** Gives a few bytes at a time, so that characters are cut. */
  private static final class Trickle extends ByteArrayInputStream {
    private final Random random;

    Trickle(byte[] bytes, Random random) {
      super(bytes);
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(length, 1 + random.nextInt(3)));
    }
  }
}
