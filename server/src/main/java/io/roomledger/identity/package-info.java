/**
 * Who calls and what they may do: tenants, apps, secrets, tokens, people, scopes, and grants of
 * admin rights (whose level id is opaque here).
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"audit", "wire", "database"})
package io.roomledger.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
