package io.roomledger.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A request's body, decompressed, and no more of it than may be. */
final class RequestBytes {
  private RequestBytes() {}

  /**
   * Reads all of it. Of a body that grows when it is decompressed no more is decompressed than
   * shows that it is too large.
   *
   * @param unreadable the error for a compression that is unknown or broken
   * @param tooLarge the error for a body over {@code most} bytes
   */
  static byte[] read(HttpServletRequest request, int most, ErrorCode unreadable, ErrorCode tooLarge)
      throws IOException {
    String encoding = String.valueOf(request.getHeader("Content-Encoding"));
    byte[] bytes =
        switch (encoding.strip().toLowerCase(Locale.ROOT)) {
          case "null", "", "identity" -> request.getInputStream().readNBytes(most + 1);
          case "gzip", "x-gzip" -> unzipped(request, most, unreadable);
          default ->
              throw ApiException.because(
                  unreadable, "Content-Encoding can be gzip or absent, not " + shown(encoding));
        };
    if (bytes.length > most) {
      throw ApiException.fields(
          tooLarge,
          List.of(
              new FieldViolation(
                  "(body)", "", "the request body can have " + most + " bytes at most")));
    }
    return bytes;
  }

  private static byte[] unzipped(HttpServletRequest request, int most, ErrorCode unreadable)
      throws IOException {
    try (InputStream unzipped = new GZIPInputStream(request.getInputStream())) {
      return unzipped.readNBytes(most + 1);
    } catch (ZipException | EOFException e) {
      throw ApiException.because(unreadable, "the request body is not valid gzip");
    }
  }

  private static String shown(String encoding) {
    return encoding.substring(0, Math.min(encoding.length(), 40));
  }
}
