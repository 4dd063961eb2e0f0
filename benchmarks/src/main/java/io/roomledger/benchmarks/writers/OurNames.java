package io.roomledger.benchmarks.writers;

import io.roomledger.sheets.Dictionary;
import java.util.List;

/** The names as our own writers want them: made once, as the product keeps them between exports. */
record OurNames(
    Dictionary rooms,
    int[] levelOfRoom,
    int[] capacities,
    Dictionary people,
    Dictionary englishNames,
    int[] departmentOfPerson,
    Dictionary departments,
    Dictionary levels) {

  static OurNames of(Names names) {
    return new OurNames(
        Dictionary.of(names.rooms()),
        ints(names.levelOfRoom()),
        ints(names.capacities()),
        Dictionary.of(names.people()),
        Dictionary.of(names.englishNames()),
        ints(names.departmentOfPerson()),
        Dictionary.of(names.departments()),
        Dictionary.of(names.levels()));
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }
}
