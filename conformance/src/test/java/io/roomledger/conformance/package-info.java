/**
 * Programs as users write them, against the packaged program; nothing here sees a class of the
 * server.
 */
@NullMarked
package io.roomledger.conformance;

import org.jspecify.annotations.NullMarked;
