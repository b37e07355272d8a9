package io.ftqueue.group.message;

/**
 * Missing payloads of one origin.
 *
 * @param origin position of the origin in the configuration
 * @param from the first missing
 * @param to the last missing, inclusive
 * @param missingParts which parts of the payload {@code from} are missing, bit i for part i; all ones if nothing of
 *     it is here
 */
public record PayloadGap(int origin, long from, long to, long missingParts) {}
