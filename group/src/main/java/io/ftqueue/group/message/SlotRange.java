package io.ftqueue.group.message;

/**
 * A run of slots.
 *
 * @param from the first
 * @param to the last, inclusive
 */
public record SlotRange(long from, long to) {}
