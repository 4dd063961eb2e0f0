package io.roomledger.sheets;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stamps that recur, as the times do at which meetings begin: stored once each, as shared strings,
 * like words of a dictionary that is made on the way. A cell then has five digits in place of a
 * whole time, so rows are shorter and nearer to what they repeat; and the text of a value that
 * recurs is not made again.
 *
 * <p>A column whose stamps hardly recur is found out by its first few hundred; from there on they
 * stay in place. Memory is bounded: once there are {@value #MOST} stamps, new ones stay in place,
 * too.
 */
final class RecurringStamps {
  /** In place of the number of a stamp that is to stay in its cell; no number looks like it. */
  static final int IN_PLACE = 0;

  private static final int MOST = 1 << 16;

  /** So many stamps of a column may be new before it is judged. */
  private static final int TRIAL = 256;

  /** Afterwards, one in so many. */
  private static final int ONE_NEW_IN = 4;

  /**
   * The numbers of one format's values: a hash table of which most is free. Times that recur are
   * evenly spaced, which multiples of the golden ratio spread further apart than chance would; so
   * the first place asked is nearly always the right one.
   */
  private static final class Numbers {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int PLACES_PER_STAMP = 4;
    private static final int FIRST_BITS = 8;

    final StampFormat format;
    private int shift = Long.SIZE - FIRST_BITS;
    private long[] values = new long[1 << FIRST_BITS];

    /** {@linkplain Digits#compress Compressed}; 0 = this place is free. */
    private int[] numbers = new int[1 << FIRST_BITS];

    private int size;

    Numbers(StampFormat format) {
      this.format = format;
    }

    /** The number of a value, {@linkplain Digits#compress compressed}; 0 = it has none. */
    int get(long value) {
      return numbers[place(value)];
    }

    void put(long value, int number) {
      size++;
      if (PLACES_PER_STAMP * size > numbers.length) {
        spread();
      }
      int place = place(value);
      values[place] = value;
      numbers[place] = number;
    }

    private void spread() {
      long[] oldValues = values;
      int[] oldNumbers = numbers;
      shift--;
      values = new long[2 * oldValues.length];
      numbers = new int[2 * oldNumbers.length];
      for (int i = 0; i < oldNumbers.length; i++) {
        if (oldNumbers[i] != 0) {
          int place = place(oldValues[i]);
          values[place] = oldValues[i];
          numbers[place] = oldNumbers[i];
        }
      }
    }

    /** Where a value is, or else the free place that it would be put to. */
    private int place(long value) {
      int place = (int) ((value * GOLDEN) >>> shift);
      while (values[place] != value && numbers[place] != 0) {
        place = (place + 1) & (numbers.length - 1);
      }
      return place;
    }
  }

  /** What is known of a column. */
  private static final class Experience {
    final Numbers numbers;
    long cells;
    int fresh;

    /** Its stamps hardly recur. */
    boolean inPlace;

    Experience(Numbers numbers) {
      this.numbers = numbers;
    }
  }

  private final SharedStrings strings;

  /** By column; other kinds than stamps have none. */
  private final @Nullable Experience[] experiences;

  /** All stamps, one after the other; stamp {@code i} is {@code [offsets[i] .. offsets[i + 1])}. */
  private final ByteArray texts = new ByteArray(1024);

  private int[] offsets = new int[64];
  private int size;

  private final byte[] text = new byte[StampFormat.MAX_LENGTH];

  RecurringStamps(SharedStrings strings, List<Column> columns) {
    this.strings = strings;
    experiences = new Experience[columns.size()];
    IdentityHashMap<StampFormat, Numbers> byFormat = new IdentityHashMap<>();
    for (int i = 0; i < experiences.length; i++) {
      if (columns.get(i).kind() == ColumnKind.STAMP) {
        experiences[i] =
            new Experience(byFormat.computeIfAbsent(columns.get(i).format(), Numbers::new));
      }
    }
  }

  /**
   * The number of a value's text among the shared strings, {@linkplain Digits#compress compressed},
   * or {@link #IN_PLACE}.
   */
  int number(int column, long value) {
    Experience experience = requireNonNull(experiences[column]);
    if (experience.inPlace) {
      return IN_PLACE;
    }
    experience.cells++;
    int number = experience.numbers.get(value);
    return number != 0 ? number : add(experience, value);
  }

  private int add(Experience experience, long value) {
    experience.fresh++;
    experience.inPlace = experience.fresh > TRIAL + experience.cells / ONE_NEW_IN;
    int length = size == MOST ? 0 : experience.numbers.format.write(value, text);
    if (!CellText.isPlainAscii(text, 0, length)) {
      return IN_PLACE;
    }
    int number = Digits.compress(strings.addStamp(size));
    experience.numbers.put(value, number);
    keepText(length);
    return number;
  }

  private void keepText(int length) {
    size++;
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    texts.append(text, 0, length);
    offsets[size] = texts.length();
  }

  /** The text of a stamp, as the content of an XML element. */
  void appendText(int stamp, ByteArray xml) {
    xml.append(texts.bytes(), offsets[stamp], offsets[stamp + 1]);
  }
}
