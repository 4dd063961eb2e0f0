package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SheetLayoutTest {
  private static final List<Column> COLUMNS = List.of(Column.number("n", 8));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "12345678901234567890123456789012",
        "a:b",
        "a\\b",
        "a/b",
        "a?b",
        "a*b",
        "a[b",
        "a]b",
        "'a",
        "a'",
        "history",
        "a\nb",
        "a\uFFFF"
      })
  void illegalNames(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new SheetLayout(name, COLUMNS));
  }

  @Test
  void aLoneSurrogateIsNoName() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SheetLayout("a\uD83D", COLUMNS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "1234567890123456789012345678901", "会议室预定", "it's", "a & <b> \"c\"", "😀"})
  void legalNames(String name) {
    assertThat(new SheetLayout(name, COLUMNS).nameOfSheet(1)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "Rooms, 2, Rooms (2)", "1234567890123456789012345678901, 2, 123456789012345678901234567 (2)",
    "1234567890123456789012345678901, 10, 12345678901234567890123456 (10)",
        "12345678901234567890123456😀, 2, 12345678901234567890123456 (2)"
  })
  void furtherSheetsAreNumbered(String name, int number, String expected) {
    assertThat(new SheetLayout(name, COLUMNS).nameOfSheet(number)).isEqualTo(expected);
  }

  @Test
  void columnsAreCounted() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SheetLayout("a", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SheetLayout("a", Collections.nCopies(16_385, COLUMNS.getFirst())));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 255.1, Double.NaN, Double.POSITIVE_INFINITY})
  void illegalWidths(double width) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Column.text("t", width))
        .withMessageContaining("\"t\"");
  }

  @Test
  void rowsPerSheetAreLimited() {
    assertThatIllegalArgumentException().isThrownBy(() -> new XlsxOptions(1));
    assertThatIllegalArgumentException().isThrownBy(() -> new XlsxOptions(1_048_577));
  }

  @ParameterizedTest
  @CsvSource({"0, A", "25, Z", "26, AA", "51, AZ", "52, BA", "701, ZZ", "702, AAA", "16383, XFD"})
  void columnLetters(int column, String letters) {
    assertThat(WorkbookParts.letters(column)).isEqualTo(letters);
  }

  @Test
  void dictionariesKeepTheirWords() {
    Dictionary dictionary = Dictionary.of(List.of("Ada", "", "会议室", "😀", "a\uD83Db"));
    assertThat(dictionary.size()).isEqualTo(5);
    assertThat(dictionary.word(2)).isEqualTo("会议室");
    assertThat(dictionary.word(1)).isEmpty();
    assertThat(dictionary.word(4)).isEqualTo("a\uFFFDb");
    assertThat(dictionary.bytes()).isBetween(20L, 100L);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> dictionary.word(5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dictionary.of(List.of("x".repeat(32_768))));
  }
}
