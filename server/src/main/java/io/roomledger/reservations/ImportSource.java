package io.roomledger.reservations;

import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Lines to import, one after the other. */
@FunctionalInterface
public interface ImportSource {
  /**
   * The next line, with a higher number than the one before; null at the end.
   *
   * @throws IOException when there may be more and it cannot be read: nothing is loaded then
   */
  @Nullable ImportLine next() throws IOException;

  /** Reservations that another part of the program makes, numbered from 1. */
  static ImportSource of(Iterator<ImportedReservation> reservations) {
    return new ImportSource() {
      private long number;

      @Override
      public @Nullable ImportLine next() {
        return reservations.hasNext()
            ? new ImportLine.Readable(++number, reservations.next(), null)
            : null;
      }
    };
  }
}
