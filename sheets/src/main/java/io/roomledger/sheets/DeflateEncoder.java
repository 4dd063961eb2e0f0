package io.roomledger.sheets;

import java.io.IOException;

/**
 * Compresses the entries of an archive, one after the other, with DEFLATE (RFC 1951).
 *
 * <p>DEFLATE replaces what was written before by references to it, and then gives frequent things
 * short codes:
 *
 * <ol>
 *   <li>{@link SlidingWindow} holds the bytes themselves, the last 32 KiB of which can be referred
 *       to.
 *   <li>Somebody says what new bytes equal. {@link TextMatcher} searches; {@link CellTokens} knows
 *       without searching, since the same part of a row has been written before. That is where the
 *       speed comes from: a general compressor spends nearly all its time finding out what the
 *       writer of a table knows.
 *   <li>{@link TokenStream} makes {@link Piece}s of bits of the resulting literals and matches, by
 *       {@link HuffmanCode}s.
 *   <li>{@link BitWriter} packs them into bytes, {@link ZipArchive} takes these.
 * </ol>
 *
 * <p>Whatever goes into the window must also go into the token stream, in the same order, and equal
 * when unpacked: a match is a claim about bytes, and the checksum in the archive is taken over the
 * window, so a false claim would not go unnoticed.
 */
final class DeflateEncoder {
  /** Somebody who remembers positions in the window. */
  interface PositionHolder {
    /** Every position has become smaller by the shift. */
    void rebase(int shift);
  }

  /** So many bytes are compressed together; half the room is left for looks past the end. */
  private static final int MOST_TOGETHER = SlidingWindow.MARGIN / 2;

  private final ZipArchive archive;
  private final SlidingWindow window = new SlidingWindow();
  private final TokenStream tokens;
  private final TextMatcher matcher;
  private PositionHolder holder = shift -> {};

  DeflateEncoder(ZipArchive archive) {
    this.archive = archive;
    tokens = new TokenStream(new BitWriter(archive));
    matcher = new TextMatcher(window, tokens);
  }

  SlidingWindow window() {
    return window;
  }

  TokenStream tokens() {
    return tokens;
  }

  /** Tells somebody about the window's moves from now on, in place of the one told before. */
  void inform(PositionHolder newHolder) {
    holder = newHolder;
  }

  /** Starts an entry of the archive. */
  void begin(String path) throws IOException {
    archive.beginEntry(path);
    window.clear();
    matcher.clear();
    tokens.begin();
  }

  /** Compresses bytes of which nothing is known. */
  void append(byte[] bytes, int from, int to) throws IOException {
    append(bytes, from, to, 0, 0);
  }

  /**
   * Compresses bytes that begin with something known.
   *
   * @param known so many; none, or three or more
   * @param knownDistance how far back these stand, too
   */
  void append(byte[] bytes, int from, int to, int known, int knownDistance) throws IOException {
    int start = from;
    int unknown = from + known;
    while (start < to) {
      makeRoom();
      int length = Math.min(to - start, MOST_TOGETHER);
      int at = window.position();
      window.append(bytes, start, length);
      matcher.addTokens(at, at + Math.max(0, unknown - start), knownDistance, at + length);
      start += length;
    }
  }

  /** Makes tokens of bytes at the end of the window of which nothing is known. */
  void search(int from, int to) {
    matcher.addTokens(from, to);
  }

  /**
   * As the other, for bytes that begin with something known.
   *
   * @param unknown where that ends
   * @param knownDistance how far back it stands, too; it is then three bytes or longer
   */
  void search(int from, int unknown, int knownDistance, int to) {
    matcher.addTokens(from, unknown, knownDistance, to);
  }

  /** Makes room for {@link SlidingWindow#MARGIN} bytes and their tokens. */
  void makeRoom() throws IOException {
    tokens.makeRoom();
    if (window.crowded()) {
      int shift = window.slide();
      matcher.rebase(shift);
      holder.rebase(shift);
    }
  }

  /** Ends the entry. */
  void end() throws IOException {
    tokens.end();
    archive.endEntry(window.checksum(), window.size());
  }
}
