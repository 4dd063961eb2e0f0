package io.roomledger.exports;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import io.roomledger.files.LocalFileStore;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FieldViolation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sends a finished file: whole or the one range that was asked for (RFC 9110), always through this
 * program, since a redirect would outlive the right to it.
 */
final class ExportDownload {
  private static final Logger log = LoggerFactory.getLogger(ExportDownload.class);
  private static final String XLSX =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private final LocalFileStore store;
  private final JdbcClient jdbc;
  private final ExportMetrics metrics;
  private final DownloadSlots slots;

  ExportDownload(
      LocalFileStore store, JdbcClient jdbc, ExportMetrics metrics, DownloadSlots slots) {
    this.store = store;
    this.jdbc = jdbc;
    this.metrics = metrics;
    this.slots = slots;
  }

  void send(ExportTask task, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ExportTask.FinishedFile file = task.finishedFile();
    Path path = store.find(file.key()).orElseThrow(ExportDownload::missing);
    // Open before the first header: from here on a deletion does no harm.
    try (DownloadSlots.Slot slot = slots.take();
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      String etag = '"' + file.sha256() + '"';
      response.setHeader("ETag", etag);
      response.setHeader("Accept-Ranges", "bytes");
      response.setHeader("Cache-Control", "private, no-store");
      response.setHeader("X-Content-Type-Options", "nosniff");
      if (matches(request.getHeader("If-None-Match"), etag)) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return;
      }
      ByteRange range = range(request, etag, file.size(), response);
      boolean body = !request.getMethod().equals("HEAD");
      if (body) {
        note(task, "file.open", range.whole() ? null : range.contentRange());
      }
      response.setStatus(
          range.whole() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader("Content-Type", XLSX);
      response.setHeader("Content-Disposition", FileNames.contentDisposition(task, file.name()));
      response.setContentLengthLong(range.length());
      if (!range.whole()) {
        response.setHeader("Content-Range", range.contentRange());
      }
      if (body) {
        copy(task, channel, range, response.getOutputStream(), slot);
      }
    } catch (NoSuchFileException e) {
      throw missing();
    }
  }

  private static ByteRange range(
      HttpServletRequest request, String etag, long size, HttpServletResponse response) {
    String ifRange = request.getHeader("If-Range");
    if (ifRange != null && !ifRange.equals(etag)) {
      return ByteRange.all(size);
    }
    ByteRange range =
        ByteRange.parse(Objects.requireNonNullElse(request.getHeader("Range"), ""), size);
    if (range.unsatisfiable()) {
      response.setHeader("Content-Range", "bytes */" + size);
      throw ApiException.fields(
          ErrorCode.RANGE_NOT_SATISFIABLE,
          List.of(
              new FieldViolation(
                  "Range",
                  request.getHeader("Range"),
                  "must begin within the file's " + size + " bytes")));
    }
    return range;
  }

  /** The comparison of If-None-Match is the weak one: a proxy may have marked the tag so. */
  private static boolean matches(@Nullable String header, String etag) {
    return header != null
        && Arrays.stream(header.split(",", -1))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
  }

  private void copy(
      ExportTask task,
      FileChannel channel,
      ByteRange range,
      OutputStream out,
      DownloadSlots.Slot slot)
      throws IOException {
    long end = range.first() + range.length();
    long[] position = {range.first()};
    try {
      while (position[0] < end) {
        slot.send(buffer -> {
          int most = (int) Math.min(buffer.length, end - position[0]);
          int read = channel.read(ByteBuffer.wrap(buffer, 0, most), position[0]);
          if (read < 0) {
            throw new IOException("the file is shorter than its task says");
          }
          out.write(buffer, 0, read);
          position[0] += read;
        });
      }
      out.flush();
    } finally {
      noteEnd(task, position[0] - range.first(), position[0] == end);
    }
  }

  private void noteEnd(ExportTask task, long bytes, boolean complete) {
    metrics.downloaded(bytes, complete);
    try {
      note(task, "file.send", bytes + (complete ? " bytes, complete" : " bytes, broken off"));
    } catch (RuntimeException e) {
      // The file is out; that it was opened has been written down.
      log.warn("the end of a download could not be written down: {}", e.toString());
    }
  }

  private void note(ExportTask task, String deed, @Nullable String detail) {
    AuditTrail.record(jdbc, new Deed(task.tenantId(), deed, Long.toString(task.taskId()), detail));
  }

  private static ApiException missing() {
    return ApiException.because(
        ErrorCode.DATA_NOT_EXIST, "there is no such export, or it has expired");
  }
}
