package io.roomledger.sheets;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A ZIP archive written front to back (PKWARE APPNOTE 6.3). An entry's size and checksum are only
 * known behind it, so they stand in a data descriptor after the compressed bytes and again in the
 * central directory at the end, which is what spreadsheet programs read. Fields are 32 bits wide
 * until a value does not fit; then the ZIP64 forms carry it, in the way of the JDK's own {@code
 * ZipOutputStream}: a descriptor with 64-bit sizes, an extra field in the directory, a second end
 * record.
 *
 * <p>Every entry bears the oldest date that ZIP knows, 1980-01-01, so equal content makes equal
 * bytes.
 */
final class ZipArchive {
  /** The largest value of a 32-bit field; in such a field it also means "see the ZIP64 field". */
  static final long MAX_32_BITS = 0xFFFF_FFFFL;

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int DATA_DESCRIPTOR = 0x08074b50;
  private static final int DIRECTORY_HEADER = 0x02014b50;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int END = 0x06054b50;

  private static final short VERSION_DEFLATE = 20;
  private static final short VERSION_ZIP64 = 45;
  private static final short SIZES_IN_DESCRIPTOR = 1 << 3;
  private static final short METHOD_DEFLATED = 8;
  private static final short MIDNIGHT = 0;
  private static final short FIRST_OF_JANUARY_1980 = 1 << 5 | 1;
  private static final short ZIP64_EXTRA = 1;

  private record Entry(String path, long crc, long compressedSize, long size, long offset) {}

  private final OutputStream out;
  private final long limit;
  private final List<Entry> entries = new ArrayList<>();
  private final ByteBuffer record = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
  private String entryPath = "";
  private long entryOffset;
  private long dataOffset;
  private long position;
  private boolean intact = true;

  /**
   * @param out not closed here
   * @param limit values above it go into ZIP64 fields; {@link #MAX_32_BITS}, or less to try the
   *     forms on small archives
   */
  ZipArchive(OutputStream out, long limit) {
    this.out = out;
    this.limit = limit;
  }

  /** False once the stream has failed. */
  boolean intact() {
    return intact;
  }

  /** Starts an entry with an ASCII name. */
  void beginEntry(String path) throws IOException {
    entryPath = path;
    entryOffset = position;
    byte[] name = path.getBytes(StandardCharsets.US_ASCII);
    record.putInt(LOCAL_HEADER).putShort(VERSION_DEFLATE);
    putMethodAndTime();
    record
        .putInt(0)
        .putInt(0)
        .putInt(0)
        .putShort((short) name.length)
        .putShort((short) 0)
        .put(name);
    writeRecord();
    dataOffset = position;
  }

  /** Adds compressed bytes to the entry. */
  void write(byte[] compressed, int offset, int length) throws IOException {
    intact = false;
    out.write(compressed, offset, length);
    intact = true;
    position += length;
  }

  /**
   * Ends the entry.
   *
   * @param crc CRC-32 of the uncompressed bytes
   * @param size how many they are
   */
  void endEntry(long crc, long size) throws IOException {
    long compressedSize = position - dataOffset;
    record.putInt(DATA_DESCRIPTOR).putInt((int) crc);
    if (size > limit || compressedSize > limit) {
      record.putLong(compressedSize).putLong(size);
    } else {
      record.putInt((int) compressedSize).putInt((int) size);
    }
    writeRecord();
    entries.add(new Entry(entryPath, crc, compressedSize, size, entryOffset));
  }

  /** Writes the central directory, after which the archive is whole. */
  void finish() throws IOException {
    long directory = position;
    for (Entry entry : entries) {
      writeDirectoryHeader(entry);
    }
    long directorySize = position - directory;
    if (directory > limit || directorySize > limit || entries.size() >= 0xFFFF) {
      writeZip64End(directory, directorySize);
    }
    short count = (short) Math.min(entries.size(), 0xFFFF);
    record.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    record.putInt(narrow(directorySize)).putInt(narrow(directory)).putShort((short) 0);
    writeRecord();
  }

  private void writeDirectoryHeader(Entry entry) throws IOException {
    byte[] name = entry.path.getBytes(StandardCharsets.US_ASCII);
    int wideFields = wide(entry.size) + wide(entry.compressedSize) + wide(entry.offset);
    short version = wideFields > 0 ? VERSION_ZIP64 : VERSION_DEFLATE;
    record.putInt(DIRECTORY_HEADER).putShort(version).putShort(version);
    putMethodAndTime();
    record.putInt((int) entry.crc).putInt(narrow(entry.compressedSize)).putInt(narrow(entry.size));
    int extraLength = wideFields > 0 ? 4 + 8 * wideFields : 0;
    record.putShort((short) name.length).putShort((short) extraLength);
    record
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort((short) 0)
        .putInt(0); // comment, disk, attributes
    record.putInt(narrow(entry.offset)).put(name);
    if (wideFields > 0) {
      record.putShort(ZIP64_EXTRA).putShort((short) (8 * wideFields));
      putWide(entry.size);
      putWide(entry.compressedSize);
      putWide(entry.offset);
    }
    writeRecord();
  }

  private void writeZip64End(long directory, long directorySize) throws IOException {
    long end = position;
    record
        .putInt(ZIP64_END)
        .putLong(44)
        .putShort(VERSION_ZIP64)
        .putShort(VERSION_ZIP64)
        .putInt(0)
        .putInt(0);
    record
        .putLong(entries.size())
        .putLong(entries.size())
        .putLong(directorySize)
        .putLong(directory);
    record.putInt(ZIP64_LOCATOR).putInt(0).putLong(end).putInt(1);
    writeRecord();
  }

  private void putMethodAndTime() {
    record
        .putShort(SIZES_IN_DESCRIPTOR)
        .putShort(METHOD_DEFLATED)
        .putShort(MIDNIGHT)
        .putShort(FIRST_OF_JANUARY_1980);
  }

  private int wide(long value) {
    return value > limit ? 1 : 0;
  }

  private int narrow(long value) {
    return (int) (value > limit ? MAX_32_BITS : value);
  }

  private void putWide(long value) {
    if (value > limit) {
      record.putLong(value);
    }
  }

  private void writeRecord() throws IOException {
    write(record.array(), 0, record.position());
    record.clear();
  }
}
