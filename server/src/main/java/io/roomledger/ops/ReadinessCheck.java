package io.roomledger.ops;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something without which this node should get no requests.
 *
 * @param name a word
 * @param problem says what is wrong, null when nothing is; must not take long, may throw
 */
public record ReadinessCheck(String name, Supplier<@Nullable String> problem) {}
