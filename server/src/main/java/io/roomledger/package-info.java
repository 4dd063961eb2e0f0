/** The program's entry point and its list of parts. */
@NullMarked
package io.roomledger;

import org.jspecify.annotations.NullMarked;
