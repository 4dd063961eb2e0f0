/**
 * People signing in: their passwords, what slows down whoever guesses them, and the browsers in
 * which somebody signed in.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"identity", "audit", "wire", "database"})
package io.roomledger.signin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
