/** Room levels and rooms: the tree, and which level lies below which. */
@NullMarked
@ApplicationModule(allowedDependencies = {"identity", "wire", "database"})
package io.roomledger.rooms;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
