/**
 * Spreadsheet files written forward only, in constant memory: rows go in, bytes come out, nothing
 * is kept but a window.
 *
 * <p>{@link io.roomledger.sheets.SheetWriter} is the door; {@link io.roomledger.sheets.XlsxWriter}
 * and {@link io.roomledger.sheets.CsvWriter} stand behind it. The XLSX side owns its DEFLATE
 * encoder: {@code CellTokens} knows where each part of a row was written before, {@code
 * TokenStream} turns that knowledge into Huffman codes, {@code ZipArchive} frames the result. The
 * package depends on {@code java.base} alone and knows nothing of rooms or reservations.
 */
@NullMarked
package io.roomledger.sheets;

import org.jspecify.annotations.NullMarked;
