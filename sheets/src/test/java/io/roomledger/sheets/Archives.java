package io.roomledger.sheets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Unpacks archives with the JDK, front to back, which checks every entry against its descriptor.
 */
final class Archives {
  private Archives() {}

  /** The text of one part. */
  static String part(byte[] archive, String path) throws IOException {
    String text = parts(archive).get(path);
    if (text == null) {
      throw new AssertionError("no part " + path);
    }
    return text;
  }

  /** The text of all parts in the order of the archive. */
  static Map<String, String> parts(byte[] archive) throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return parts;
  }

  /** Where the first record with a signature stands, or -1. */
  static int indexOf(byte[] archive, int signature) {
    ByteBuffer buffer = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 4 <= archive.length; i++) {
      if (buffer.getInt(i) == signature) {
        return i;
      }
    }
    return -1;
  }
}
