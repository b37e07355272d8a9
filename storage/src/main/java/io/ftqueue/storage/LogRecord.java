package io.ftqueue.storage;

/**
 * A record as it was appended.
 *
 * @param index counts the records of the log from 1
 * @param kind what the caller said it is, 0 to 255
 * @param body as appended; the caller's to keep
 */
public record LogRecord(long index, int kind, byte[] body) {}
