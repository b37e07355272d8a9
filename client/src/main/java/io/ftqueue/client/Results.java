package io.ftqueue.client;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What results mean to a caller: a value, or an exception that says what to do. */
final class Results {

    private Results() {}

    /** The result of an operation that is OK, or an exception. */
    static Result ok(Result result) {
        return switch (result.code()) {
            case OK -> result;
            case TOO_LARGE ->
                throw new ClientException(
                        "larger than these servers can order; it was not executed, push a smaller item");
            case NO_ROOM ->
                throw new ServerFullException("the server has hardly any room left on its disk; it was not executed, "
                        + "make room there or take items out");
            case STALE ->
                throw new OutcomeUnknownException(
                        "the servers no longer keep its result; it may have been executed or not");
            case LEASE_ENDED ->
                throw new LeaseEndedException("the lease is over, and the value may be with somebody else; take longer "
                        + "leases or extend them in time");
            case EMPTY, NO_QUEUE, CONFLICT -> throw new ClientException("a server answered " + result.code());
        };
    }

    /** The same for an operation on a queue. */
    static Result ok(Result result, QueueName queue) {
        if (result.code() == ResultCode.NO_QUEUE) {
            throw new NoQueueException(queue.missing());
        }
        return ok(result);
    }

    /** The item, if there is one. */
    static Optional<byte[]> item(Result result, QueueName queue) {
        return result.code() == ResultCode.EMPTY
                ? Optional.empty()
                : Optional.of(present(ok(result, queue).item()));
    }

    static byte[] present(byte @Nullable [] item) {
        if (item == null) {
            throw new ClientException("a server answered without an item; it speaks another version, upgrade it");
        }
        return item;
    }

    static <T> T decode(Codec<T> codec, byte[] item) {
        try {
            return codec.decode(item);
        } catch (RuntimeException e) {
            throw undecodable(List.of(item), e);
        }
    }

    /** All or an exception with all. */
    static <T> List<T> decodeAll(Codec<T> codec, List<byte[]> items) {
        var values = new ArrayList<T>(items.size());
        try {
            for (byte[] item : items) {
                values.add(codec.decode(item));
            }
        } catch (RuntimeException e) {
            throw undecodable(items, e);
        }
        return values;
    }

    private static UndecodableItemException undecodable(List<byte[]> items, RuntimeException cause) {
        return new UndecodableItemException(
                "the codec cannot decode an item (" + cause.getMessage()
                        + "); its bytes are in this exception, use the codec that it was pushed with",
                items,
                cause);
    }
}
