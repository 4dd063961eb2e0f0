package io.roomledger.demo;

import io.roomledger.reservations.ImportedReservation;

/**
 * A person of the organisation.
 *
 * @param named user id, name and department path, as reservations name the person
 * @param department where the department stands in the list of departments; -1 = none
 * @param left gone by the time the sample is looked at, and still named in old reservations
 */
record SamplePerson(
    ImportedReservation.Person named, Contact contact, int department, boolean left) {

  /** The directory's own ids and how to reach the person. */
  record Contact(
      String openId,
      String unionId,
      String enName,
      String email,
      String mobile,
      String employeeNo) {}
}
