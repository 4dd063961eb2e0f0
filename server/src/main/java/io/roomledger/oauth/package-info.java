/**
 * What people let apps do for them: the authorize page, the codes that it gives, the tokens that
 * come of them, and who a token's person is.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"signin", "identity", "audit", "wire", "database"})
package io.roomledger.oauth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
