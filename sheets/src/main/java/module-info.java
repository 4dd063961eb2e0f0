/** Forward-only XLSX and CSV writers that need nothing but {@code java.base}. */
module io.roomledger.sheets {
  requires static org.jspecify;

  exports io.roomledger.sheets;
}
