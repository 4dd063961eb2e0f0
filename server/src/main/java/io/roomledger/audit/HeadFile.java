package io.roomledger.audit;

import io.roomledger.audit.AuditHead.Place;
import io.roomledger.database.OwnerOnlyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The newest places of the chains that this machine has seen, kept beside the server key: whoever
 * puts the database back to an older state, rows and signed heads alike, is found out by it.
 *
 * <p>A line for each tenant, {@code <tenant> <sequence>:<hash>}.
 */
final class HeadFile {
  private static final Pattern LINE = Pattern.compile("(\\d{1,19}) (\\d{1,18}):([0-9a-f]{64})");

  private final Path file;

  HeadFile(Path file) {
    this.file = file;
  }

  /**
   * What is known, by tenant; nothing when there is no file.
   *
   * @throws IOException also when a line is not one
   */
  Map<Long, Place> read() throws IOException {
    Map<Long, Place> places = new TreeMap<>();
    if (!Files.exists(file)) {
      return places;
    }
    for (String line :
        new String(OwnerOnlyFile.read(file), StandardCharsets.UTF_8).lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IOException(file + " has a line that is not <tenant> <sequence>:<hash>");
      }
      places.put(Long.valueOf(matcher.group(1)), place(matcher.group(2), matcher.group(3)));
    }
    return places;
  }

  void write(Map<Long, Place> places) throws IOException {
    StringBuilder lines = new StringBuilder();
    places.forEach(
        (tenant, place) -> lines.append(tenant).append(' ').append(place.text()).append('\n'));
    OwnerOnlyFile.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a place from {@code <sequence>:<hash>}.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Place place(String text) {
    Matcher matcher = LINE.matcher("0 " + text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be <sequence>:<64 hex digits>, as verify prints it: " + text);
    }
    return place(matcher.group(2), matcher.group(3));
  }

  private static Place place(String sequence, String hash) {
    return new Place(Long.parseLong(sequence), HexFormat.of().parseHex(hash));
  }
}
