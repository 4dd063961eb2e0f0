package io.roomledger.exports;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.roomledger.reservations.Directory;
import io.roomledger.sheets.Dictionary;
import java.sql.Connection;
import java.sql.SQLException;

/** A tenant's names, ready to be written into sheets. */
record SheetDirectory(
    Directory directory, Dictionary rooms, Dictionary people, Dictionary departments) {

  private static SheetDirectory of(Directory directory) {
    return new SheetDirectory(
        directory,
        Dictionary.of(directory.roomNames()),
        Dictionary.of(directory.personNames()),
        Dictionary.of(directory.departmentNames()));
  }

  private int bytes() {
    return (int) Math.min(Integer.MAX_VALUE, rooms.bytes() + people.bytes() + departments.bytes());
  }

  /**
   * Keeps the names of tenants, bounded in bytes. They are keyed by the version that the export's
   * own snapshot sees, so that names, rooms and reservations are always of one moment.
   */
  static final class Shelf {
    private static final long MOST_BYTES = 64 << 20;

    private final Cache<Key, SheetDirectory> cache =
        Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .<Key, SheetDirectory>weigher((key, names) -> names.bytes())
            .build();

    private record Key(long tenantId, long version) {}

    SheetDirectory get(Connection snapshot, long tenantId) throws SQLException {
      Key key = new Key(tenantId, Directory.version(snapshot, tenantId));
      SheetDirectory known = cache.getIfPresent(key);
      if (known == null) {
        known = SheetDirectory.of(Directory.load(snapshot, tenantId));
        cache.put(key, known);
      }
      return known;
    }
  }
}
