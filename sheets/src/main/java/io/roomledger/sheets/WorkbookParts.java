package io.roomledger.sheets;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The parts of a workbook around its sheets, as text (ECMA-376 part 1, chapter 18; part 2 for
 * relationships and content types). Only the list of sheets varies.
 */
final class WorkbookParts {
  static final String XML_HEADER =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  static final String MAIN_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

  /** Numbers of the cell formats in {@link #STYLES}; the bits combine. */
  static final int STYLE_HEADER = 1;

  /** As {@link #STYLE_HEADER}: text that looks like a formula and is none. */
  static final int STYLE_QUOTED = 2;

  /** How many cell formats there are. */
  static final int STYLES_COUNT = 4;

  /** End of a worksheet, after its last row. */
  static final String SHEET_FOOT = "</sheetData></worksheet>";

  static final String ROOT_RELATIONSHIPS =
      XML_HEADER
          + """
          <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
          <Relationship Id="rId1" \
          Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" \
          Target="xl/workbook.xml"/>\
          </Relationships>\
          """;

  static final String STYLES =
      XML_HEADER
          + """
          <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">\
          <fonts count="2">\
          <font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
          <font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
          </fonts>\
          <fills count="2"><fill><patternFill patternType="none"/></fill>\
          <fill><patternFill patternType="gray125"/></fill></fills>\
          <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
          <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
          <cellXfs count="4">\
          <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
          <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
          <xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>\
          <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1"/>\
          </cellXfs>\
          <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
          </styleSheet>\
          """;

  private static final String RELATIONSHIP_TYPES =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  private static final String CONTENT_TYPES =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.";

  private WorkbookParts() {}

  /** Path in the archive of the {@code number}th sheet, counted from 1. */
  static String sheetPath(int number) {
    return "xl/worksheets/sheet" + number + ".xml";
  }

  /** {@code xl/workbook.xml}. */
  static String workbook(SheetLayout layout, int sheets) {
    StringBuilder xml = new StringBuilder(XML_HEADER);
    xml.append("<workbook xmlns=\"").append(MAIN_NAMESPACE).append("\" xmlns:r=\"");
    xml.append("http://schemas.openxmlformats.org/officeDocument/2006/relationships\">");
    xml.append("<bookViews><workbookView/></bookViews><sheets>");
    for (int i = 1; i <= sheets; i++) {
      xml.append("<sheet name=\"").append(attribute(layout.nameOfSheet(i)));
      xml.append("\" sheetId=\"").append(i).append("\" r:id=\"rId").append(i).append("\"/>");
    }
    return xml.append("</sheets></workbook>").toString();
  }

  /** {@code xl/_rels/workbook.xml.rels}. */
  static String workbookRelationships(int sheets) {
    StringBuilder xml = new StringBuilder(XML_HEADER);
    xml.append(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    for (int i = 1; i <= sheets; i++) {
      appendRelationship(xml, i, "worksheet", "worksheets/sheet" + i + ".xml");
    }
    appendRelationship(xml, sheets + 1, "styles", "styles.xml");
    appendRelationship(xml, sheets + 2, "sharedStrings", "sharedStrings.xml");
    return xml.append("</Relationships>").toString();
  }

  private static void appendRelationship(StringBuilder xml, int id, String type, String target) {
    xml.append("<Relationship Id=\"rId")
        .append(id)
        .append("\" Type=\"")
        .append(RELATIONSHIP_TYPES)
        .append(type);
    xml.append("\" Target=\"").append(target).append("\"/>");
  }

  /** {@code [Content_Types].xml}. */
  static String contentTypes(int sheets) {
    StringBuilder xml = new StringBuilder(XML_HEADER);
    xml.append("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">");
    xml.append("<Default Extension=\"rels\" ContentType=\"");
    xml.append("application/vnd.openxmlformats-package.relationships+xml\"/>");
    xml.append("<Default Extension=\"xml\" ContentType=\"application/xml\"/>");
    appendOverride(xml, "xl/workbook.xml", "sheet.main");
    for (int i = 1; i <= sheets; i++) {
      appendOverride(xml, sheetPath(i), "worksheet");
    }
    appendOverride(xml, "xl/styles.xml", "styles");
    appendOverride(xml, "xl/sharedStrings.xml", "sharedStrings");
    return xml.append("</Types>").toString();
  }

  private static void appendOverride(StringBuilder xml, String path, String type) {
    xml.append("<Override PartName=\"/").append(path).append("\" ContentType=\"");
    xml.append(CONTENT_TYPES).append(type).append("+xml\"/>");
  }

  /**
   * A worksheet up to its first row: frozen header, column widths. Only the first sheet is the
   * selected tab.
   */
  static byte[] sheetHead(List<Column> columns, boolean first) {
    StringBuilder xml = new StringBuilder(XML_HEADER);
    xml.append("<worksheet xmlns=\"").append(MAIN_NAMESPACE).append("\"><sheetViews><sheetView");
    xml.append(first ? " tabSelected=\"1\"" : "").append(" workbookViewId=\"0\">");
    xml.append(
        "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>");
    xml.append(
        "<selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/></sheetView></sheetViews>");
    xml.append("<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
    for (int i = 0; i < columns.size(); i++) {
      xml.append("<col min=\"").append(i + 1).append("\" max=\"").append(i + 1);
      xml.append("\" width=\"").append(columns.get(i).width()).append("\" customWidth=\"1\"/>");
    }
    return xml.append("</cols><sheetData><row r=\"").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Letters of a column counted from 0: A, B, ..., Z, AA, ..., XFD. */
  static String letters(int column) {
    int rest = column % 26;
    return (column < 26 ? "" : letters(column / 26 - 1)) + (char) ('A' + rest);
  }

  private static String attribute(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
