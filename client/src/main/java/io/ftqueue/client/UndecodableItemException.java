package io.ftqueue.client;

import java.util.List;

/**
 * The codec could not make a value of an item. If the operation was one that takes items out, they are out of the
 * queue, and {@link #items} is where they are now.
 */
public final class UndecodableItemException extends ClientException {

    private static final long serialVersionUID = 1L;

    private final transient List<byte[]> items;

    UndecodableItemException(String message, List<byte[]> items, RuntimeException cause) {
        super(message, cause);
        this.items = List.copyOf(items);
    }

    /**
     * The bytes of what could not be made into values; of an operation on several items all of them, in their order,
     * since it returned none.
     */
    public List<byte[]> items() {
        return items;
    }
}
