package io.roomledger.demo;

/**
 * How large the organisation is that makes so many reservations.
 *
 * <ul>
 *   <li>rooms = 40 · (N / 1,000)^0.7, from 20 to 10,000: 40 for 1,000, 5,036 for 1,000,000
 *   <li>people = 5 per room: 200 and 25,180; at most 50,000
 *   <li>weeks = N / (rooms · 22.5), at least 2: so many that a room has at most four to five
 *       meetings on a working day; 2 for 1,000, 9 for 1,000,000
 * </ul>
 *
 * Rooms grow slower than reservations, so that a larger sample is also a longer one.
 */
record Scale(int rooms, int people, int weeks) {
  private static final int MIN_ROOMS = 20;
  private static final int MAX_ROOMS = 10_000;
  private static final int PEOPLE_PER_ROOM = 5;
  private static final int MIN_WEEKS = 2;
  private static final double MEETINGS_PER_ROOM_AND_WEEK = 22.5;

  static Scale of(long reservations) {
    double grown = 40 * Math.pow(reservations / 1000.0, 0.7);
    int rooms = Math.clamp(Math.round(grown), MIN_ROOMS, MAX_ROOMS);
    double weeks = Math.ceil(reservations / (rooms * MEETINGS_PER_ROOM_AND_WEEK));
    return new Scale(rooms, rooms * PEOPLE_PER_ROOM, Math.max(MIN_WEEKS, (int) weeks));
  }
}
