package io.roomledger.reservations;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The words of one column: stable English codes, and the words that exports show. */
final class ImportWords<E extends Enum<E>> {
  static final ImportWords<ReservationStatus> STATUS =
      new ImportWords<>(ReservationStatus.class, ReservationStatus::word);
  static final ImportWords<CheckInDevice> CHECK_IN_DEVICE =
      new ImportWords<>(CheckInDevice.class, CheckInDevice::word);
  static final ImportWords<CheckInStatus> CHECK_IN_STATUS =
      new ImportWords<>(CheckInStatus.class, CheckInStatus::word);

  private final Map<String, E> byWord = new HashMap<>();
  private final String right;

  private ImportWords(Class<E> type, Function<E, String> shown) {
    StringBuilder list = new StringBuilder();
    for (E value : type.getEnumConstants()) {
      String code = value.name().toLowerCase(Locale.ROOT);
      byWord.put(code, value);
      list.append(list.isEmpty() ? "" : ", ").append(code);
      String word = shown.apply(value);
      if (!word.isEmpty()) {
        byWord.put(word, value);
        list.append(" (").append(word).append(')');
      }
    }
    right = list.toString();
  }

  @Nullable E find(String word) {
    return byWord.get(word);
  }

  /** All words, for a message. */
  String right() {
    return right;
  }
}
