/** A sample organisation of any size, the same for the same seed number. */
@NullMarked
@ApplicationModule(allowedDependencies = {"reservations", "rooms", "identity", "database"})
package io.roomledger.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
