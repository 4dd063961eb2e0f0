/**
 * Where finished files are kept. A key is created once and never overwritten; a file is either
 * whole and on disk or not there.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.roomledger.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
