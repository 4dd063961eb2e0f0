package io.roomledger.reservations;

import org.jspecify.annotations.Nullable;

/**
 * How to import.
 *
 * @param skipBad load the good lines when others are bad; else nothing is loaded then
 * @param badLines receives the bad lines before anything is committed; null = nobody wants them
 * @param progress is told how far the import is
 */
public record ImportOptions(boolean skipBad, @Nullable BadLines badLines, ImportProgress progress) {

  /** All or nothing, without words. */
  public static ImportOptions allOrNothing() {
    return new ImportOptions(false, null, ImportProgress.SILENT);
  }
}
