package io.roomledger.torture;

/**
 * What an export is asked for: all rooms of a tenant in a range.
 *
 * @param tenant 1, 2 or 3
 */
record Order(int tenant, long fromSecond, long toSecond, boolean topics) {}
