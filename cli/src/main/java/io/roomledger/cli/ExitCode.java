package io.roomledger.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the process ends with; the numbers are part of the command's interface. */
enum ExitCode {
  OK(0, "the file is there"),
  UNEXPECTED(1, "a fault in this program"),
  USAGE(2, "wrong use: options, times, addresses"),
  NOT_AUTHORISED(3, "app id, secret, token, scope or admin right refused"),
  NOT_FOUND(4, "the server has no such level, room, task or file"),
  BAD_PARAMETER(5, "the server refuses a parameter"),
  SERVER_FAILED(6, "the export failed on the server, or the server failed"),
  NETWORK(7, "no connection, a broken one, or no compatible server there"),
  LOCAL_FILE(8, "a file here cannot be read or written, or already exists"),
  TIMED_OUT(9, "not finished within --timeout");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  /** As scripts see it in JSON, e.g. {@code not_authorised}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String table() {
    return Arrays.stream(values())
        .map(code -> "  " + code.number + "  " + code.meaning)
        .collect(Collectors.joining("\n"));
  }
}
