package io.ftqueue.resp;

import org.jspecify.annotations.Nullable;

/**
 * A command as a client sent it.
 *
 * @param arguments its name and what follows; at least one, and binary
 * @param heldBytes what it has taken from the {@link Budget}
 * @param refusal why it is not executed, as the text of an error, or null
 */
record Request(byte[][] arguments, long heldBytes, @Nullable String refusal) {}
