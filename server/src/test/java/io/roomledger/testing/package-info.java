/**
 * What tests of every part stand on: a real PostgreSQL with a fresh, migrated database for each
 * test class.
 */
@NullMarked
package io.roomledger.testing;

import org.jspecify.annotations.NullMarked;
