/**
 * Who did what to which task, file, app or right, and with which outcome: rows written in the
 * deed's own transaction, sealed into a chain for each tenant whose end is signed.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"wire", "database"})
package io.roomledger.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
