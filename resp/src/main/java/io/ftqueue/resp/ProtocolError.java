package io.ftqueue.resp;

/**
 * What a client sent makes no sense, and neither would what follows.
 *
 * @param message what is wrong, in the words of Redis
 */
record ProtocolError(String message) {}
