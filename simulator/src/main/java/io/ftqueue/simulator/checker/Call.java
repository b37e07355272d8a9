package io.ftqueue.simulator.checker;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One operation of one client: when it was invoked, what came of it and when its client knew. */
public final class Call {

    private final int client;
    private final OperationKind kind;
    private final long label;
    private final long value;
    private final long invokedAt;
    private long answeredAt = Long.MAX_VALUE;
    private @Nullable Result result;
    private @Nullable Result told;
    private @Nullable ConfigurationId toldIn;
    private boolean toldTwoThings;

    /**
     * An operation that begins now.
     *
     * @param client who asks
     * @param label the label of the queue
     * @param value what is pushed, else 0
     * @param invokedAt the time
     */
    public Call(int client, OperationKind kind, long label, long value, long invokedAt) {
        this.client = client;
        this.kind = kind;
        this.label = label;
        this.value = value;
        this.invokedAt = invokedAt;
    }

    /** Who asked. */
    public int client() {
        return client;
    }

    /** What for. */
    public OperationKind kind() {
        return kind;
    }

    /** The label of the queue. */
    public long label() {
        return label;
    }

    /** What is pushed, else 0. */
    public long value() {
        return value;
    }

    /** When it began. */
    public long invokedAt() {
        return invokedAt;
    }

    /** When its client had the answer; {@code Long.MAX_VALUE} if never. */
    public long answeredAt() {
        return answeredAt;
    }

    /** What its client was told first, or null. */
    public @Nullable Result result() {
        return result;
    }

    /** Whether it ended well. */
    public boolean succeeded() {
        Result known = result;
        return known != null && known.code() == ResultCode.OK;
    }

    /** The item that its client got, or null; items are decimal numbers. */
    public @Nullable Long item() {
        return itemOf(result);
    }

    private static @Nullable Long itemOf(@Nullable Result result) {
        byte[] item = result == null ? null : result.item();
        return item == null ? null : Long.valueOf(new String(item, StandardCharsets.US_ASCII).trim());
    }

    /** A server in that configuration sends an answer; it may never arrive. */
    public void told(Result answer, @Nullable ConfigurationId configuration) {
        if (answer.code() == ResultCode.STALE) {
            return;
        }
        if (told == null) {
            told = answer;
            toldIn = configuration;
        } else if (!told.equals(answer)) {
            toldTwoThings = true;
        }
    }

    /** The first item that any server has sent as the answer, or null. */
    public @Nullable Long itemTold() {
        return itemOf(told);
    }

    /** The configuration of the server that answered first, or null. */
    public @Nullable ConfigurationId toldIn() {
        return toldIn;
    }

    /** Whether servers gave different answers. */
    public boolean toldTwoThings() {
        return toldTwoThings;
    }

    /** An answer arrives; only the first counts. */
    public boolean answered(Result answer, long time) {
        if (result != null) {
            return false;
        }
        result = answer;
        answeredAt = time;
        return true;
    }

    /** The same with other times: for calls that are known not to overlap. */
    public Call during(long invoked, long answered) {
        var call = new Call(client, kind, label, value, invoked);
        call.told = told;
        call.toldIn = toldIn;
        call.toldTwoThings = toldTwoThings;
        call.result = result;
        call.answeredAt = result == null ? Long.MAX_VALUE : answered;
        return call;
    }

    @Override
    public String toString() {
        String answer = result == null ? "?" : result.code() + (item() == null ? "/" + result.number() : " " + item());
        return String.format(
                "c%d %s(%d%s) -> %s [%.3f, %s]",
                client,
                kind,
                label,
                kind == OperationKind.PUSH ? ", " + value : "",
                answer,
                invokedAt / 1e6,
                result == null ? "-" : String.format("%.3f", answeredAt / 1e6));
    }
}
