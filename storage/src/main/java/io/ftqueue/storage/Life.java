package io.ftqueue.storage;

/**
 * Who a server is: what it must know again after a crash before it may say a word.
 *
 * @param server the number of the server
 * @param incarnation which of its lives this is
 * @param epoch the highest epoch of a configuration that it is known to have been in when this life began
 */
public record Life(long server, long incarnation, long epoch) {}
