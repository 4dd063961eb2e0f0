package io.roomledger.demo;

import io.roomledger.reservations.CheckInDevice;
import io.roomledger.reservations.ImportedReservation;
import org.jspecify.annotations.Nullable;

/**
 * A room and how it is run.
 *
 * @param index its number in the list of rooms
 * @param level where its level stands in the list of levels
 * @param city where its city stands in {@link Places#CITIES}
 * @param place level, name, open id and capacity, as reservations name the room
 */
record SampleRoom(int index, int level, int city, ImportedReservation.Room place, Habits habits) {

  /** Whether people check in to a room. */
  enum CheckIn {
    ON,
    SWITCHED_OFF,
    NO_DEVICE
  }

  /**
   * @param device what hangs at the door; null exactly without check-in
   * @param approval bookings wait for somebody's consent
   * @param disabled closed since the day before the sample is looked at
   */
  record Habits(
      CheckIn checkIn, @Nullable CheckInDevice device, boolean approval, boolean disabled) {

    private static final int LARGE = 20;

    /** By number, not by chance: a small organisation has every kind too. */
    static Habits of(int index, int capacity) {
      boolean approval = capacity >= LARGE;
      boolean disabled = index % 20 == 17;
      return switch (index % 20) {
        case 3, 9, 16 -> new Habits(CheckIn.NO_DEVICE, null, approval, disabled);
        case 1, 7, 12, 19 -> new Habits(CheckIn.SWITCHED_OFF, null, approval, disabled);
        case 2, 8, 13 -> new Habits(CheckIn.ON, CheckInDevice.CONTROLLER, approval, disabled);
        case 4, 11, 14 -> new Habits(CheckIn.ON, CheckInDevice.TOUCH_PANEL, approval, disabled);
        default -> new Habits(CheckIn.ON, CheckInDevice.DISPLAY, approval, disabled);
      };
    }
  }
}
