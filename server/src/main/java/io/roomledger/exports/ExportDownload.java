package io.roomledger.exports;

import io.roomledger.audit.AuditTrail;
import io.roomledger.audit.Deed;
import io.roomledger.files.FileStore;
import io.roomledger.files.StoredFile;
import io.roomledger.wire.ApiException;
import io.roomledger.wire.BrokenOffException;
import io.roomledger.wire.ErrorCode;
import io.roomledger.wire.FieldViolation;
import io.roomledger.wire.PlainConnection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
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

  private final FileStore store;
  private final RunningDownloads running;
  private final JdbcClient jdbc;
  private final ExportMetrics metrics;
  private final DownloadSlots slots;

  ExportDownload(
      FileStore store,
      RunningDownloads running,
      JdbcClient jdbc,
      ExportMetrics metrics,
      DownloadSlots slots) {
    this.store = store;
    this.running = running;
    this.jdbc = jdbc;
    this.metrics = metrics;
    this.slots = slots;
  }

  void send(ExportTask task, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    StoredFile file = task.finishedFile().stored();
    String etag = '"' + file.sha256() + '"';
    if (matches(request.getHeader("If-None-Match"), etag)) {
      requireThere(file);
      describe(response, etag);
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    ByteRange range = range(request, etag, file.size(), response);
    if (request.getMethod().equals("HEAD")) {
      requireThere(file);
      head(task, range, etag, response);
      return;
    }
    try (DownloadSlots.Slot slot = slots.take();
        RunningDownloads.Download _ = running.begin(task);
        DownloadBody body = DownloadBody.open(store, file, range)) {
      // A fault of the store is told in the protocol's words as long as nothing is sent.
      int first = body.next(slot.buffer());
      note(task, "file.open", range.whole() ? null : range.contentRange());
      head(task, range, etag, response);
      WritableByteChannel connection = body.canPass() ? PlainConnection.of(request) : null;
      copy(task, first, new DownloadCopy(body, slot, response.getOutputStream(), connection));
    } catch (NoSuchFileException e) {
      throw missing();
    }
  }

  private void requireThere(StoredFile file) throws IOException {
    if (!store.has(file)) {
      throw missing();
    }
  }

  private static void describe(HttpServletResponse response, String etag) {
    response.setHeader("ETag", etag);
    response.setHeader("Accept-Ranges", "bytes");
    response.setHeader("Cache-Control", "private, no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
  }

  private static void head(
      ExportTask task, ByteRange range, String etag, HttpServletResponse response) {
    describe(response, etag);
    response.setStatus(
        range.whole() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_PARTIAL_CONTENT);
    response.setHeader("Content-Type", XLSX);
    response.setHeader(
        "Content-Disposition", FileNames.contentDisposition(task, task.finishedFile().name()));
    response.setContentLengthLong(range.length());
    if (!range.whole()) {
      response.setHeader("Content-Range", range.contentRange());
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

  private void copy(ExportTask task, int first, DownloadCopy copy) throws IOException {
    boolean complete = false;
    try {
      copy.run(first);
      complete = true;
    } catch (BrokenOffException e) {
      log.error(
          "download of task {} broken off after {} bytes",
          task.taskId(),
          copy.sent(),
          e.getCause());
      throw e;
    } finally {
      noteEnd(task, copy.sent(), complete);
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
