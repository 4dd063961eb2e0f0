package io.roomledger.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A level of the room tree.
 *
 * @param path names from below the root; empty = the root itself
 * @param parent where the parent stands in the list of levels; always earlier; -1 = none
 * @param timeZone IANA name; null = that of the parent
 */
record SampleLevel(List<String> path, String openLevelId, int parent, @Nullable String timeZone) {
  SampleLevel {
    path = List.copyOf(path);
  }

  String name() {
    return path.isEmpty() ? SampleOrganisation.NAME : path.getLast();
  }
}
