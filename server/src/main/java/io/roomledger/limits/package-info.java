/**
 * How often callers may call: the documented tiers of each app in each tenant for each API, shared
 * by all nodes, and a limit per address for the endpoints that give tokens.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"database", "identity", "wire"})
package io.roomledger.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
