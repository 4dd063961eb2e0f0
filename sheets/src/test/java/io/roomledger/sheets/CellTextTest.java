package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTextTest {
  private static int flags(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return CellText.flags(utf8, 0, utf8.length);
  }

  private static String escaped(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ByteArray xml = new ByteArray(1);
    CellText.escape(utf8, 0, utf8.length, xml);
    return new String(xml.bytes(), 0, xml.length(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1", "+1", "-1", "@a", "\t", "\r", "\n", "＝1", "＋1", "－1", "＠a"})
  void formulas(String text) {
    assertThat(flags(text) & CellText.FORMULA).isNotZero();
    assertThat(flags("x" + text) & CellText.FORMULA).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "会议室 1", "😀", "שלום", "a b", "＜", "＞"})
  void textThatNeedsNothing(String text) {
    assertThat(flags(text)).isZero();
    assertThat(escaped(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {" a", "a ", " ", "a\nb", "a\tb"})
  void textWithSpaceToPreserve(String text) {
    assertThat(flags(text) & CellText.PRESERVE).isNotZero();
    assertThat(escaped(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "a & <b> c, a &amp; &lt;b&gt; c",
    "_, _",
    "__x, __x",
    "_x004_, _x004_",
    "_X0041_, _X0041_",
    "_x00g1_, _x00g1_",
    "_x0041_, _x005F_x0041_",
    "_xaBcD_, _x005F_xaBcD_",
    "_x0041_x0042_, _x005F_x0041_x005F_x0042_",
    "_x005F_x0041_, _x005F_x005F_x005F_x0041_"
  })
  void escapes(String text, String xml) {
    assertThat(flags(text) & CellText.ESCAPE).isNotZero();
    assertThat(escaped(text)).isEqualTo(xml);
    assertThat(
            Workbooks.decode(xml.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")))
        .isEqualTo(text);
  }

  @Test
  void controlCharactersAreWrittenByNumber() {
    assertThat(escaped("\u0000\u0001\u001F\r\uFFFE\uFFFF\u007F"))
        .isEqualTo("_x0000__x0001__x001F__x000D__xFFFE__xFFFF_\u007F");
    assertThat(flags("\u0000") & flags("\r") & flags("a\uFFFE") & CellText.ESCAPE).isNotZero();
  }

  /**
   * The escape that we write for the character after the digits would close a literal that is open
   * by then.
   */
  @Test
  void anEscapeDoesNotCloseALiteral() {
    assertThat(escaped("_x000D\r")).isEqualTo("_x005F_x000D_x000D_");
    assertThat(escaped("_x0041\uFFFF")).isEqualTo("_x005F_x0041_xFFFF_");
    assertThat(escaped("_x0041\n")).isEqualTo("_x0041\n");
    assertThat(Workbooks.decode("_x005F_x000D_x000D_")).isEqualTo("_x000D\r");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "C080",
        "C1BF",
        "E08080",
        "E4BC",
        "E4BC41",
        "EDA080",
        "F08080BF",
        "F4908080",
        "F5808080",
        "FF",
        "41C3"
      })
  void malformedText(String hex) {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);
    assertThat(CellText.flags(bytes, 0, bytes.length) & CellText.MALFORMED).isNotZero();
    byte[] repaired = Utf8.repair(bytes, 0, bytes.length);
    assertThat(CellText.flags(repaired, 0, repaired.length) & CellText.MALFORMED).isZero();
  }

  @Test
  void everyCodePointIsWellFormed() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        boolean wellFormed = (CellText.flags(utf8, 0, utf8.length) & CellText.MALFORMED) == 0;
        if (!wellFormed
            || Utf8.utf16Length(utf8, 0, utf8.length) != Character.charCount(codePoint)) {
          throw new AssertionError("U+" + Integer.toHexString(codePoint));
        }
      }
    }
  }
}
