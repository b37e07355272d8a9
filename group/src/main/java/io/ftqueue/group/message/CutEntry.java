package io.ftqueue.group.message;

/**
 * All payloads of one origin up to a mark, from where an earlier slot left off.
 *
 * @param origin position of the origin in the configuration
 * @param upTo its last payload that the slot orders, inclusive
 */
public record CutEntry(int origin, long upTo) {}
