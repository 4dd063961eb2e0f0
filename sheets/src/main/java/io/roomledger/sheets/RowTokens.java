package io.roomledger.sheets;

import java.io.IOException;
import java.util.Arrays;

/**
 * Takes the cells of rows, and makes tokens of them.
 *
 * <p>What a cell is best written as depends on the next one. So the cells of a row wait for each
 * other, and go through two loops together: {@link CellFrames} writes them into the window, and
 * {@link CellTokens} makes tokens. Each loop is short, asks for no bytes that were only just
 * written, and does the same for one cell as for the next.
 */
final class RowTokens {
  /** Longer text does not wait: with what is around it, it might not be one match. */
  static final int LONGEST_TEXT = Deflate.MAX_MATCH - CellFrames.LONGEST;

  /** As many cells as the window is sure to have room for. */
  private static final int MOST_CELLS =
      SlidingWindow.MARGIN / (Deflate.MAX_MATCH + SlidingWindow.SLACK);

  private final DeflateEncoder encoder;
  private final CellFrames frames;
  private final CellTokens tokens;

  /** Cells that wait for tokens: the first {@link #count}. */
  private final PendingCell[] cells = new PendingCell[MOST_CELLS];

  private int count;

  /** How many of them are in the window: none, or the first. */
  private int written;

  /** The cell that got tokens last: what is asked of it is where its row number stands. */
  private PendingCell left = new PendingCell();

  RowTokens(DeflateEncoder encoder, CellFrames frames) {
    this.encoder = encoder;
    this.frames = frames;
    tokens = new CellTokens(encoder);
    Arrays.setAll(cells, _ -> new PendingCell());
  }

  /** The window is a new one, and has tokens up to its end. */
  void forget() {
    tokens.forget();
    count = 0;
    written = 0;
    left.number = SlidingWindow.NOWHERE;
  }

  /** The window has moved. */
  void rebase(int shift) {
    tokens.rebase(shift);
    if (written > 0) {
      cells[0].rebase(shift);
    }
    left.number = SlidingWindow.moved(left.number, shift);
  }

  /** All up to the end of the window has tokens, made by somebody else. */
  void covered() {
    tokens.covered();
  }

  /** The cell that will be {@link #next}, so that its value can be filled in beforehand. */
  PendingCell upcoming() throws IOException {
    if (count == cells.length) {
      addAllButLast();
    }
    return cells[count];
  }

  /** The next cell, whose value is to be filled in; the one before it is complete. */
  PendingCell next(int form, int kind) throws IOException {
    PendingCell cell = upcoming();
    count++;
    frames.frame(cell, form);
    cell.kind = kind;
    return cell;
  }

  /** Starts a row, and makes tokens of all cells before. */
  void startRow(int form) throws IOException {
    PendingCell start = next(form, PendingCell.NUMBER);
    start.digits = 0;
    encoder.makeRoom();
    frames.write(cells, written, count - 1);
    frames.writeStart(start);
    addWrittenButLast();
  }

  /** Makes tokens of all cells but the last, whose value may equal more when the next is known. */
  private void addAllButLast() throws IOException {
    encoder.makeRoom();
    frames.write(cells, written, count);
    addWrittenButLast();
  }

  private void addWrittenButLast() {
    written = 1;
    int last = count - 1;
    if (last == 0) {
      return;
    }
    tokens.add(left, cells, last);
    keepOnly(last);
  }

  /** Makes tokens of all cells, up to the end of the last value. */
  void addAll() throws IOException {
    if (count == 0) {
      return;
    }
    addAllButLast();
    PendingCell only = cells[0];
    tokens.addLast(left, only);
    cells[0] = left;
    left = only;
    count = 0;
    written = 0;
  }

  /** A cell now comes first, and the one before it is what is to its left. */
  private void keepOnly(int kept) {
    PendingCell first = cells[kept];
    PendingCell before = cells[kept - 1];
    cells[kept - 1] = left;
    left = before;
    cells[kept] = cells[0];
    cells[0] = first;
    count = 1;
  }
}
