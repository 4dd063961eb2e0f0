package io.roomledger.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** What callers are told of a failure. */
final class FailMsgTest {
  @Test
  void aFullDiskIsToldFromAnyOther() {
    assertThat(FailMsg.of(new IOException("No space left on device"))).isEqualTo(FailMsg.DISK_FULL);
    assertThat(
            FailMsg.of(
                new UncheckedIOException(
                    new FileSystemException("f", null, "Disk quota exceeded"))))
        .isEqualTo(FailMsg.DISK_FULL);
    assertThat(FailMsg.of(new FileSystemException("f", null, "Read-only file system")))
        .isEqualTo(FailMsg.FILE);
  }

  @Test
  void aDatabaseIsToldFromAFile() {
    assertThat(FailMsg.of(new SQLException("cut"))).isEqualTo(FailMsg.DATABASE);
    assertThat(FailMsg.of(new DataAccessResourceFailureException("away")))
        .isEqualTo(FailMsg.DATABASE);
  }

  @Test
  void whatIsNeitherIsJustInternal() {
    assertThat(FailMsg.of(new ReadOnlyFileSystemException())).isEqualTo(FailMsg.OTHER);
    assertThat(FailMsg.of(new LinkageError("secret detail"))).isEqualTo("internal error");
  }
}
