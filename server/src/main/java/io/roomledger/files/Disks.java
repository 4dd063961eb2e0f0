package io.roomledger.files;

import java.nio.file.Path;
import java.util.List;

/**
 * The disks of this node that must not run full.
 *
 * @param files the directory for files, finished ones and those in the making
 * @param others directories of other things, like the database that runs on this node
 */
public record Disks(Path files, List<Path> others) {
  public Disks {
    others = List.copyOf(others);
  }
}
