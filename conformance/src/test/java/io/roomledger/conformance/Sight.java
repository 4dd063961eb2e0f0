package io.roomledger.conformance;

/**
 * What a client saw at one step, as its SDK told it.
 *
 * @param step one of {@code clients/README.md}
 * @param code the answer's code; of a task its status
 * @param detail what else there was to tell, perhaps empty
 */
record Sight(String step, String code, String detail) {
  /** Reads a line of a client's output. */
  static Sight parse(String line) {
    String[] fields = line.split("\t", 3);
    return new Sight(
        fields[0], fields.length > 1 ? fields[1] : "", fields.length > 2 ? fields[2] : "");
  }
}
