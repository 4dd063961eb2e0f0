package io.roomledger.wire;

/**
 * One parameter that is wrong.
 *
 * @param field its name on the wire, {@code room_ids[3]} for an element
 * @param value what was sent, shortened, empty when nothing was
 * @param description what would be right
 */
public record FieldViolation(String field, String value, String description) {
  private static final int LONGEST_VALUE = 64;

  public FieldViolation {
    if (value.length() > LONGEST_VALUE) {
      int end =
          Character.isHighSurrogate(value.charAt(LONGEST_VALUE - 1))
              ? LONGEST_VALUE - 1
              : LONGEST_VALUE;
      value = value.substring(0, end) + "…";
    }
  }
}
