/**
 * The commands of the program: {@code serve}, {@code demo}, {@code admin}, {@code import}. Each
 * opens the data directory and the database that it needs and calls the same doors of the features
 * as the API does.
 */
@NullMarked
package io.roomledger.command;

import org.jspecify.annotations.NullMarked;
