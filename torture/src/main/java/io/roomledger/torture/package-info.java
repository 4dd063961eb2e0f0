/**
 * Kills the packaged program at every step of an export, freezes it past its lease, takes its
 * database, its disk and its network away, and then judges from outside: by SQL of its own, the
 * files that are there, and HTTP. {@link io.roomledger.torture.Main} is where to begin.
 */
@NullMarked
package io.roomledger.torture;

import org.jspecify.annotations.NullMarked;
