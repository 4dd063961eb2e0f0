/**
 * How requests come in: through proxies that are trusted or not, under a path prefix, by TLS that
 * ends here.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"identity", "wire"})
package io.roomledger.ingress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
