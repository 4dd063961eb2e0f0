/** Every endpoint against every caller against every object: who gets what is stated as rules. */
@NullMarked
package io.roomledger.matrix;

import org.jspecify.annotations.NullMarked;
