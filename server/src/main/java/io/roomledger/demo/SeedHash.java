package io.roomledger.demo;

import java.util.HexFormat;

/**
 * Numbers and ids that follow from the seed alone, each by its own name (a kind and an index), so
 * that no part of the sample depends on the order in which the others are asked for.
 */
final class SeedHash {

  /** What is hashed; one kind never gives the numbers of another. */
  enum Kind {
    LEVEL(1),
    ROOM(2),
    PERSON(3),
    UNION(4),
    DEPARTMENT(5),
    CELL(6),
    SERIES(7),
    TEMPLATE(8),
    RESERVATION(9);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  private final long seed;

  SeedHash(long seed) {
    this.seed = seed;
  }

  /** The finisher of SplitMix64: a bijection, so that different numbers stay different. */
  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Within one kind, different indexes give different numbers. */
  long of(Kind kind, long index) {
    return mix(mix(mix(seed) + kind.number) + index);
  }

  /** 32 hexadecimal digits. */
  String hex32(Kind kind, long index) {
    long high = of(kind, index);
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(mix(high + 1));
  }

  /** 8 hexadecimal digits, different for different indexes: 32 bits drawn freely would collide. */
  String hex8(int index) {
    int z = index + (int) seed;
    z = (z ^ (z >>> 16)) * 0x85EBCA6B;
    z = (z ^ (z >>> 13)) * 0xC2B2AE35;
    return HexFormat.of().toHexDigits(z ^ (z >>> 16));
  }
}
