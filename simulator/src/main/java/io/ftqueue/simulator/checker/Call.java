package io.ftqueue.simulator.checker;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One operation of one client: when it was invoked, where it was executed, what its client was told and when. */
public final class Call {

    private final int client;
    private final OperationKind kind;
    private final long label;
    private final long value;
    private final long invokedAt;
    private long idHigh;
    private long idLow;
    private long answeredAt = Long.MAX_VALUE;
    private @Nullable Result result;
    private @Nullable Long item;
    private @Nullable Result told;
    private boolean toldTwoThings;
    private long servers;
    private boolean spansConfigurations;
    /** By configuration: where it took effect, or where servers that have told of it had executed it. */
    private final Map<ConfigurationId, Place> places = new LinkedHashMap<>();

    /** Whether every execution is seen: then what servers tell is no news. */
    private boolean watched;

    /** Where it was executed, even if to no effect. */
    private final Map<ConfigurationId, Place> ran = new LinkedHashMap<>();

    private @Nullable ResultCode executedAs;

    /** What it took, by the configurations in which it was executed. */
    private final Map<ConfigurationId, Long> taken = new LinkedHashMap<>();

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

    /** Sets the identity under which servers know it: client id and number, or the key of a text request. */
    public void named(long high, long low) {
        idHigh = high;
        idLow = low;
    }

    /** Whether servers know it under that identity. */
    public boolean isNamed(long high, long low) {
        return idHigh == high && idLow == low;
    }

    /** Its identity, as a key. */
    public Identity identity() {
        return new Identity(idHigh, idLow);
    }

    /** Under which servers know an operation. */
    public record Identity(long high, long low) {}

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
        return ended(ResultCode.OK);
    }

    /** Whether its client was told that. */
    public boolean ended(ResultCode code) {
        Result known = result;
        return known != null && known.code() == code;
    }

    /** The item that its client got, or null; items are decimal numbers. */
    public @Nullable Long item() {
        return item;
    }

    private static @Nullable Long itemOf(byte @Nullable [] item) {
        return item == null ? null : Long.valueOf(new String(item, StandardCharsets.US_ASCII).trim());
    }

    /**
     * A server sends an answer; it may never arrive.
     *
     * @param place where it was executed, or null if that cannot be seen
     */
    public void told(Result answer, @Nullable Place place) {
        if (told == null) {
            told = answer;
        } else if (!told.equals(answer) && answer.code() != ResultCode.STALE) {
            toldTwoThings = true;
        }
        if (place != null && !watched && answer.code() != ResultCode.STALE) {
            places.putIfAbsent(place.configuration(), place);
        }
    }

    /** From now on every execution of it is seen, and told to {@link #executed}. */
    public void watch() {
        watched = true;
    }

    /** Whether every execution of it was seen. */
    public boolean isWatched() {
        return watched;
    }

    /** A server has executed it. */
    public void executed(Place place, ResultCode code, byte @Nullable [] found) {
        ran.putIfAbsent(place.configuration(), place);
        boolean refused = code != ResultCode.OK && kind != OperationKind.POP && kind != OperationKind.LOOKUP;
        if (refused || places.putIfAbsent(place.configuration(), place) != null) {
            return;
        }
        executedAs = code;
        if (kind == OperationKind.POP) {
            Long took = itemOf(found);
            if (took != null) {
                taken.put(place.configuration(), took);
            }
        }
    }

    /**
     * How it ended: as it was executed last if that was seen, else as its client was told, to whom text servers do not
     * say everything; null if that is not known.
     */
    public @Nullable ResultCode outcome() {
        Result known = result;
        return watched ? executedAs : known == null ? null : known.code();
    }

    /** Whether a pop has taken that, wherever it was executed; of watched calls only. */
    public boolean hasTaken(long value) {
        return taken.containsValue(value);
    }

    /** Where it took that; of watched calls only. */
    public List<Place> placesOfTaking(long value) {
        return places.values().stream()
                .filter(place -> Long.valueOf(value).equals(taken.get(place.configuration())))
                .toList();
    }

    /** Whether any server has sent an answer. */
    public boolean isTold() {
        return told != null;
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
        if (watched) {
            return places.size() > 1;
        }
        return Long.bitCount(servers) > 1 || spansConfigurations || toldTwoThings || places.size() > 1;
    }

    /** Where it was executed, as far as is known. */
    public List<Place> places() {
        return List.copyOf(places.values());
    }

    /** Where it was executed, even if it was refused there; of watched calls only. */
    public List<Place> everyPlace() {
        return List.copyOf(ran.values());
    }

    /** Where in that configuration it was executed; null if it was not, as far as is known. */
    public @Nullable Place placeIn(ConfigurationId configuration) {
        return places.get(configuration);
    }

    /** Where it was executed if it surely was nowhere else; else null. */
    public @Nullable Place onlyPlace() {
        return mayHaveRunTwice() || places.isEmpty()
                ? null
                : places.values().iterator().next();
    }

    /** An answer arrives; only the first counts. */
    public boolean answered(Result answer, long time) {
        if (result != null) {
            return false;
        }
        result = answer;
        item = itemOf(answer.item());
        answeredAt = time;
        return true;
    }

    /** The same with other times: for calls that are known not to overlap. */
    public Call during(long invoked, long answered) {
        var call = new Call(client, kind, label, value, invoked);
        call.named(idHigh, idLow);
        call.told = told;
        call.servers = servers;
        call.spansConfigurations = spansConfigurations;
        call.places.putAll(places);
        call.watched = watched;
        call.taken.putAll(taken);
        call.ran.putAll(ran);
        call.executedAs = executedAs;
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
                "c%d %s(%d%s) -> %s%s [%.3f, %s]%s",
                client,
                kind,
                label,
                kind == OperationKind.PUSH ? ", " + value : "",
                answer,
                toldTwoThings ? " (and something else)" : "",
                invokedAt / 1e6,
                result == null ? "-" : String.format("%.3f", answeredAt / 1e6),
                places.isEmpty() ? "" : " in " + inWords());
    }

    private String inWords() {
        var words = new StringBuilder();
        for (Place place : places.values()) {
            words.append(words.length() == 0 ? "" : " and ")
                    .append(place.configuration())
                    .append(' ')
                    .append(place.from());
            if (place.to() > place.from()) {
                words.append("..").append(place.to());
            }
        }
        return words.append(mayHaveRunTwice() ? " or more" : "").toString();
    }
}
