package io.ftqueue.simulator.checker;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
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
    private @Nullable Long item;
    private @Nullable Result told;
    private @Nullable ConfigurationId toldIn;
    private boolean toldTwoThings;
    private final Set<Long> alsoTold = new TreeSet<>();
    private long servers;
    private boolean spansConfigurations;
    private long toldAt = Long.MAX_VALUE;
    private @Nullable ConfigurationId executedIn;

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
        return item;
    }

    private static @Nullable Long itemOf(@Nullable Result result) {
        byte[] item = result == null ? null : result.item();
        return item == null ? null : Long.valueOf(new String(item, StandardCharsets.US_ASCII).trim());
    }

    /**
     * A server sends an answer; it may never arrive.
     *
     * @param configuration the server's
     * @param installedAt since when
     */
    public void told(Result answer, ConfigurationId configuration, long installedAt, long time) {
        if (told == null) {
            told = answer;
            toldIn = configuration;
            toldAt = time;
            executedIn = invokedAt > installedAt ? configuration : null;
        } else if (!told.equals(answer) && answer.code() != ResultCode.STALE) {
            toldTwoThings = true;
            Long item = itemOf(answer);
            if (item != null) {
                alsoTold.add(item);
            }
        }
    }

    /** The items that servers have sent as the answer: one, or several if components answered differently. */
    public Set<Long> itemsTold() {
        var items = new TreeSet<>(alsoTold);
        Long item = itemOf(told);
        if (item != null) {
            items.add(item);
        }
        return items;
    }

    /** Whether any server has sent an answer. */
    public boolean isTold() {
        return told != null;
    }

    /** Whether it was surely executed after the other, and by someone who had executed that, too. */
    public boolean surelyFollows(Call other) {
        return executedIn != null
                && executedIn.equals(other.toldIn)
                && invokedAt > other.toldAt
                && !toldTwoThings
                && !other.toldTwoThings;
    }

    /** Whether servers gave different answers. */
    public boolean toldTwoThings() {
        return toldTwoThings;
    }

    /** It is sent to that server. */
    public void sentTo(int server) {
        servers |= 1L << server;
    }

    /** A configuration was installed before it was answered, so that it may have been ordered in two. */
    public void spansConfigurations() {
        spansConfigurations = true;
    }

    /** Whether several components may have executed it. */
    public boolean mayHaveRunTwice() {
        return Long.bitCount(servers) > 1 || spansConfigurations;
    }

    /** An answer arrives; only the first counts. */
    public boolean answered(Result answer, long time) {
        if (result != null) {
            return false;
        }
        result = answer;
        item = itemOf(answer);
        answeredAt = time;
        return true;
    }

    /** The same with other times: for calls that are known not to overlap. */
    public Call during(long invoked, long answered) {
        var call = new Call(client, kind, label, value, invoked);
        call.told = told;
        call.toldIn = toldIn;
        call.servers = servers;
        call.spansConfigurations = spansConfigurations;
        call.toldAt = toldAt;
        call.executedIn = executedIn;
        call.alsoTold.addAll(alsoTold);
        call.toldTwoThings = toldTwoThings;
        call.result = result;
        call.item = item;
        call.answeredAt = result == null ? Long.MAX_VALUE : answered;
        return call;
    }

    @Override
    public String toString() {
        String answer = result == null ? "?" : result.code() + (item() == null ? "/" + result.number() : " " + item());
        return String.format(
                "c%d %s(%d%s) -> %s%s [%.3f, %s]",
                client,
                kind,
                label,
                kind == OperationKind.PUSH ? ", " + value : "",
                answer,
                toldTwoThings ? " (and something else)" : "",
                invokedAt / 1e6,
                result == null ? "-" : String.format("%.3f", answeredAt / 1e6));
    }
}
