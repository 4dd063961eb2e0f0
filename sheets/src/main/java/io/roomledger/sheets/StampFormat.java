package io.roomledger.sheets;

/**
 * Writes values as short text: moments, durations. A writer asks for the text of a value when it
 * needs it, and not again for a value that recurs.
 */
public interface StampFormat {
  /** The longest text, in bytes. */
  int MAX_LENGTH = 64;

  /**
   * Writes the text of a value to the start of an array; equal values always have equal texts.
   *
   * @param into has room for {@value #MAX_LENGTH} bytes
   * @return the length in bytes of ASCII (UTF-8 is written rightly too, only slower); 0 = an empty
   *     cell
   */
  int write(long value, byte[] into);
}
