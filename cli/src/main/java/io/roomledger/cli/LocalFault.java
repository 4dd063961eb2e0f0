package io.roomledger.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * A fault of this machine's own files, in words; the JDK's messages are often nothing but the path.
 */
final class LocalFault {
  private LocalFault() {}

  static String of(IOException fault) {
    return switch (fault) {
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> String.valueOf(fault.getMessage());
    };
  }
}
