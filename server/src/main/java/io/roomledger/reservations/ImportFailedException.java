package io.roomledger.reservations;

import java.sql.SQLException;
import java.util.Set;

/** The database did not do its part of an import. */
public final class ImportFailedException extends RuntimeException {
  /** Unique, exclusion and foreign key violations, serialization failure, deadlock. */
  private static final Set<String> SOMEBODY_ELSE =
      Set.of("23505", "23P01", "23503", "40001", "40P01");

  private ImportFailedException(String message, SQLException cause) {
    super(message, cause);
  }

  static ImportFailedException nothingLoaded(SQLException cause) {
    String state = String.valueOf(cause.getSQLState());
    return new ImportFailedException(
        SOMEBODY_ELSE.contains(state)
            ? "Nothing was loaded: rooms, people or reservations of this tenant were changed from"
                + " elsewhere meanwhile. Import again. ("
                + cause.getMessage()
                + ")"
            : "Nothing was loaded: " + cause.getMessage(),
        cause);
  }

  static ImportFailedException unknown(SQLException cause) {
    return new ImportFailedException(
        "The connection broke while the import was being committed, so it is not known whether it"
            + " was loaded. Import again: what is there already changes nothing. ("
            + cause.getMessage()
            + ")",
        cause);
  }
}
