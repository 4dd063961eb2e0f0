/**
 * What operators and their programs ask: metrics, and whether this node lives and is ready. What is
 * measured and checked, the other parts bring along themselves.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"identity", "wire", "database", "files"})
package io.roomledger.ops;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
