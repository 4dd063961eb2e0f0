/**
 * The door to PostgreSQL, and PostgreSQL itself when none is configured.
 *
 * <p>{@link io.roomledger.database.EmbeddedPostgres} runs the server that travels with the program,
 * {@link io.roomledger.database.Database} opens the pool and migrates the schema, {@link
 * io.roomledger.database.Notices} carries LISTEN and NOTIFY. Nothing here knows a table. Uses no
 * other package; what is said here to a person is said through {@link
 * io.roomledger.database.DatabaseStartException}.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.roomledger.database;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
