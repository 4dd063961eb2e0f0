package io.roomledger.sheets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SharedStringsTest {
  @Test
  void itemsStandAsTheyAreWhateverStandsBeforeThem() throws IOException {
    assertAsPlain(List.of("Ada", "Grace", "Ada Lovelace"));
    assertAsPlain(List.of(" before", "Ada", "Grace", "behind ", "two ", "Alan", "Alan T."));
    assertAsPlain(List.of("=1+1", "R&D", "_x0041_", "=1+1 "));
  }

  @Test
  void itemsLongerThanWhatIsCompressedTogetherOrInReach() throws IOException {
    String part = "part ".repeat(1000) + "a";
    String far = "会".repeat(CellText.MAX_LENGTH);
    assertAsPlain(List.of("Ada", part, "Grace", far, "Alan", part + "b", "Barbara"));
  }

  @Test
  void noItems() throws IOException {
    assertAsPlain(List.of());
  }

  private static void assertAsPlain(List<String> words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Column column = Column.words("Name", 10, Dictionary.of(words));
    try (XlsxWriter writer = XlsxWriter.open(out, new SheetLayout("Names", List.of(column)))) {
      for (int i = 0; i < words.size(); i++) {
        writer.beginRow();
        writer.word(i);
        writer.endRow();
      }
    }
    String items = words.stream().map(SharedStringsTest::plain).collect(Collectors.joining());
    assertThat(Archives.part(out.toByteArray(), "xl/sharedStrings.xml"))
        .endsWith(" uniqueCount=\"" + words.size() + "\">" + items + "</sst>");
  }

  private static String plain(String word) {
    String space = word.equals(word.strip()) ? "" : " xml:space=\"preserve\"";
    String text = word.replace("&", "&amp;").replace("_x0041_", "_x005F_x0041_");
    return "<si><t" + space + ">" + text + "</t></si>";
  }
}
