package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Result;

/**
 * What an operation came to, and how safe that is.
 *
 * @param result what it came to
 * @param holding who held it when it was answered
 */
public record Receipt(Result result, Holding holding) {}
