/** Reservations: their states, the way in (imports) and the way out (the reader of an export). */
@NullMarked
@ApplicationModule(allowedDependencies = {"rooms", "identity", "audit", "wire", "database"})
package io.roomledger.reservations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
