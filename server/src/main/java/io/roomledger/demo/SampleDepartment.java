package io.roomledger.demo;

import java.util.List;

/**
 * A department.
 *
 * @param path names from the top, its own last
 * @param parent where the parent stands in the list of departments; always earlier; -1 = none
 */
record SampleDepartment(List<String> path, String openDepartmentId, int parent) {
  SampleDepartment {
    path = List.copyOf(path);
  }

  String name() {
    return path.getLast();
  }
}
