/**
 * The manners of the protocol: envelope, error codes, log id, page tokens, seconds as strings.
 *
 * <p>Error numbers live in {@link io.roomledger.wire.ErrorCode} and nowhere else, and {@link
 * io.roomledger.wire.ErrorAdvice} is the only place that turns an exception into an answer.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.roomledger.wire;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
