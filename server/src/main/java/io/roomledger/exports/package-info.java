/**
 * The export of reservations: the task and its queue, the worker that makes the file, the columns
 * and words of the sheet, and the endpoints. The task row is the queue; each arrow of its state
 * machine is one method of {@link io.roomledger.exports.ExportQueue}.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "reservations",
      "rooms",
      "identity",
      "files",
      "audit",
      "ops",
      "wire",
      "database"
    })
package io.roomledger.exports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
