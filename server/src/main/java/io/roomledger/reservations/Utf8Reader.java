package io.roomledger.reservations;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** UTF-8 to characters, strict, with the place of the first byte that is none. */
final class Utf8Reader {
  private static final int CHUNK = 64 * 1024;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(CHUNK).limit(0);
  private long decoded;
  private long line = 1;
  private boolean ended;
  private boolean malformed;

  Utf8Reader(InputStream in) throws IOException {
    this.in = in;
    if (peek() == BYTE_ORDER_MARK) {
      chars.get();
    }
  }

  /** The number of the line, from 1, in which the next character stands. */
  long line() {
    return line;
  }

  /** The next character without taking it; -1 at the end. */
  int peek() throws IOException {
    return chars.hasRemaining() || fill() ? chars.get(chars.position()) : -1;
  }

  /** The next character; -1 at the end. */
  int read() throws IOException {
    if (!chars.hasRemaining() && !fill()) {
      return -1;
    }
    char c = chars.get();
    if (c == '\n') {
      line++;
    }
    return c;
  }

  private boolean fill() throws IOException {
    chars.clear();
    while (chars.position() == 0) {
      if (malformed) {
        throw new UnreadableFileException(
            ("line %d: byte %d of the file, 0x%02X, is not UTF-8. Save the file as UTF-8"
                    + " (in Excel: CSV UTF-8).")
                .formatted(line, decoded + 1, bytes.get(bytes.position())));
      }
      if (ended && !bytes.hasRemaining()) {
        chars.flip();
        return false;
      }
      if (!ended) {
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = read < 0;
        bytes.position(bytes.position() + Math.max(read, 0));
        bytes.flip();
      }
      int before = bytes.position();
      CoderResult result = decoder.decode(bytes, chars, ended);
      decoded += bytes.position() - before;
      // What was decoded before it comes first, so that the line number is right.
      malformed = result.isError();
    }
    chars.flip();
    return true;
  }
}
