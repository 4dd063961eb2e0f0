package io.roomledger.sheets;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Compresses one entry of the archive at a time. */
final class DeflateEncoder {
  private final ZipArchive archive;
  private final Deflater deflater = new Deflater(1, true);
  private final CRC32 crc = new CRC32();
  private final byte[] compressed = new byte[1 << 16];
  private long size;

  DeflateEncoder(ZipArchive archive) {
    this.archive = archive;
  }

  void begin(String path) throws IOException {
    archive.beginEntry(path);
    deflater.reset();
    crc.reset();
    size = 0;
  }

  void append(byte[] bytes, int from, int to) throws IOException {
    crc.update(bytes, from, to - from);
    size += to - from;
    deflater.setInput(bytes, from, to - from);
    drain();
  }

  void end() throws IOException {
    deflater.finish();
    drain();
    archive.endEntry(crc.getValue(), size);
  }

  private void drain() throws IOException {
    int length;
    while ((length = deflater.deflate(compressed)) > 0) {
      archive.write(compressed, 0, length);
    }
  }
}
