package io.ftqueue.queue.state;

import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ItemList;
import io.ftqueue.queue.codec.OperationBytes;
import io.ftqueue.queue.codec.Payload;
import io.ftqueue.queue.codec.QueueList;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.PopRecord;
import io.ftqueue.queue.image.QueueIds;
import io.ftqueue.queue.image.QueueImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All queues, and the execution of one operation on them straight from its bytes. What the last operation came to is in
 * {@link #code}, {@link #number} and {@link #item}: fields, so that an operation costs no object beyond the item that
 * stays.
 */
final class Queues {

    private final LongTable<LiveQueue> byId = new LongTable<>();
    private final Map<Label, LiveQueue> byLabel = new LinkedHashMap<>();

    /** The same by label ascending; made when it is asked for. */
    private @Nullable NavigableMap<Label, LiveQueue> inOrder;

    private final Leases leases = new Leases(this);
    private final PopLog pops = new PopLog();
    private long destroys;

    /** The payload that is being executed. */
    private @Nullable Position current;

    /** What the clients' clock shows in it. */
    private long nowMicros;

    /** Queues to which items are going back. */
    private final Set<LiveQueue> returning = new LinkedHashSet<>();

    /** Minus the number of returns noted in it. */
    private int returns;

    /** Invariant: the sum of the queues' hashes. */
    private long hash;

    private ResultCode code = ResultCode.OK;
    private long number;
    private byte @Nullable [] item;

    private long idHigh;
    private long idLow;
    private boolean isText;

    private @Nullable Item taken;
    private @Nullable LiveQueue takenFrom;

    /** Adds the next queue of an image. */
    void add(QueueImage image) {
        add(new LiveQueue(image));
    }

    /** How the last operation ended. */
    ResultCode code() {
        return code;
    }

    /** The number that the last operation came to, or 0. */
    long number() {
        return number;
    }

    /** The item that the last operation came to, or null. */
    byte @Nullable [] item() {
        return item;
    }

    /** The item that the last operation took, or null. */
    @Nullable
    Item taken() {
        return taken;
    }

    /** The queue of {@link #taken}. */
    @Nullable
    LiveQueue takenFrom() {
        return takenFrom;
    }

    long stateHash() {
        return hash;
    }

    /** What is remembered of pops. */
    PopLog pops() {
        return pops;
    }

    /** How many queues were destroyed here. */
    long destroys() {
        return destroys;
    }

    /** The queue with that label, or null. */
    @Nullable
    LiveQueue find(Label label) {
        return byLabel.get(label);
    }

    /** The next operations are of that payload. */
    void startPayload(Position position, long clockMicros) {
        current = position;
        nowMicros = clockMicros;
        returns = 0;
    }

    /** All operations of the payload have been executed. */
    void endPayload(Position position) {
        leases.expire(position, nowMicros);
    }

    /** When the next lease ends, by the clients' clock; {@link Long#MAX_VALUE} if there is none. */
    long nextLeaseEndMicros() {
        return leases.nextEndMicros();
    }

    /** The queue that the id names, or null. */
    @Nullable
    LiveQueue find(long id) {
        return byId.get(id);
    }

    /** The place of an operation of a payload. */
    Key key(Position position, int place) {
        return new Key(position.timestampMicros(), position.configuration(), position.slot(), position.index(), place);
    }

    /** To be called before a queue changes; {@link #hash} is to follow. */
    void unhash(LiveQueue queue) {
        hash -= queue.stateHash();
    }

    /** To be called after a queue has changed. */
    void hash(LiveQueue queue) {
        hash += queue.stateHash();
    }

    /** Appends an item to the queue of that id. */
    void append(LiveQueue queue, long throughId, Item added, Position position) {
        unhash(queue);
        queue.push(added);
        queue.touch(throughId, position);
        hash(queue);
    }

    /** Notes that the operation that is being executed has removed an item. */
    void notePop(Item removed, LiveQueue queue, PopRecord.Kind kind, Position position, int place) {
        pops.add(removed, queue.label(), idHigh, idLow, kind, position, place);
    }

    /** Goes on to count what is pushed and popped where another state has stopped. */
    void countOnFrom(Queues before) {
        for (LiveQueue queue : byLabel.values()) {
            LiveQueue same = before.byLabel.get(queue.label());
            if (same != null) {
                queue.pushed += same.pushed;
                queue.popped += same.popped;
                queue.taken += same.taken;
            }
        }
    }

    /**
     * Takes back an item that was popped, unless its queue was destroyed since: then false. {@link #takeBack} follows.
     */
    boolean giveBack(LiveQueue queue, Item returned) {
        if (!queue.isThereAfter(destroys)) {
            return false;
        }
        queue.giveBack(returned);
        returning.add(queue);
        return true;
    }

    /** Puts all that was given back to its places: at once, for each time takes as long as a queue has come back. */
    void takeBack() {
        for (LiveQueue queue : returning) {
            hash -= queue.stateHash();
            queue.takeBack();
            hash += queue.stateHash();
        }
        returning.clear();
    }

    /** Notes that an item went back that its client may have received. */
    void noteReturn(Item item, LiveQueue queue, long clientId, long seq) {
        Position position = current;
        if (position != null) {
            // No operation is executed at a place below 0.
            pops.add(item, queue.label(), clientId, seq, PopRecord.Kind.RETURN, position, --returns);
        }
    }

    /** Removes an item that somebody has received; false if it is not there, though its queue is. */
    boolean withdraw(LiveQueue queue, Item received) {
        if (!queue.isThereAfter(destroys)) {
            return true;
        }
        takeBack();
        leases.withdrawn(queue.deliveryOf(received));
        hash -= queue.stateHash();
        boolean removed = queue.withdraw(received, current == null ? 0 : current.timestampMicros());
        hash += queue.stateHash();
        return removed;
    }

    /** All queues as they are now, by first creation ascending: in that order they were added. */
    List<QueueImage> toImages() {
        var images = new ArrayList<QueueImage>(byLabel.size());
        byLabel.values().forEach(queue -> images.add(queue.toImage()));
        return images;
    }

    Collection<LiveQueue> all() {
        return byLabel.values();
    }

    /**
     * Tells who the next operation is of.
     *
     * @param high with {@code low}, its identity
     * @param text whether it is a text request
     */
    void identify(long high, long low, boolean text) {
        idHigh = high;
        idLow = low;
        isText = text;
    }

    /**
     * Executes the operation in {@code bytes} from {@code start} to {@code end}.
     *
     * @param place the operation's place in the payload, from 0
     */
    void execute(Position position, byte[] bytes, int start, int end, int place) {
        taken = null;
        takenFrom = null;
        if (bytes[start] == Payload.REFUSED) {
            finish(ResultCode.TOO_LARGE, 0);
            return;
        }
        if (bytes[start] == Payload.REFUSED_NO_ROOM) {
            finish(ResultCode.NO_ROOM, 0);
            return;
        }
        var kind = OperationKind.of(bytes[start]);
        switch (kind) {
            case CREATE -> create(position, labelIn(bytes, start, end), place);
            case LOOKUP -> lookup(labelIn(bytes, start, end));
            case PUSH -> {
                byte[] value = Arrays.copyOfRange(bytes, start + OperationBytes.ITEM_OFFSET, end);
                push(position, OperationBytes.queueId(bytes, start), value, place);
            }
            case POP -> pop(position, OperationBytes.queueId(bytes, start), place);
            case TOP -> top(OperationBytes.queueId(bytes, start));
            case SIZE -> size(OperationBytes.queueId(bytes, start));
            case DESTROY -> destroy(OperationBytes.queueId(bytes, start));
            case BROWSE -> browse(bytes, start);
            case QUEUES -> list(bytes, start, end);
            case TAKE, ACK, NACK, EXTEND -> {
                var queue = byId.get(OperationBytes.queueId(bytes, start));
                if (queue == null) {
                    finish(ResultCode.NO_QUEUE, 0);
                } else {
                    leases.execute(queue, position, bytes, start, place, nowMicros);
                }
            }
        }
    }

    private static Label labelIn(byte[] bytes, int start, int end) {
        return new Label(Arrays.copyOfRange(bytes, start + OperationBytes.LABEL_OFFSET, end));
    }

    private void create(Position position, Label label, int place) {
        var queue = byLabel.get(label);
        if (queue == null) {
            var created = key(position, place);
            queue = new LiveQueue(label, new QueueHandle(created, unusedId(created)));
            add(queue);
        } else {
            queue.touch(queue.id(), position);
        }
        finish(ResultCode.OK, queue.id());
    }

    private long unusedId(Key created) {
        int attempt = 0;
        long id = QueueIds.of(created, attempt);
        while (byId.get(id) != null) {
            attempt++;
            id = QueueIds.of(created, attempt);
        }
        return id;
    }

    private void lookup(Label label) {
        var queue = byLabel.get(label);
        if (queue == null) {
            finish(ResultCode.NO_QUEUE, 0);
        } else {
            finish(ResultCode.OK, queue.id());
        }
    }

    private void push(Position position, long queueId, byte[] value, int place) {
        var queue = byId.get(queueId);
        if (queue == null) {
            finish(ResultCode.NO_QUEUE, 0);
            return;
        }
        var pushed = new Item(
                idHigh,
                idLow,
                position.timestampMicros(),
                position.configuration(),
                position.slot(),
                position.index(),
                place,
                value,
                null);
        append(queue, queueId, pushed, position);
        finish(ResultCode.OK, 0);
    }

    private void pop(Position position, long queueId, int place) {
        var queue = byId.get(queueId);
        if (queue == null) {
            finish(ResultCode.NO_QUEUE, 0);
            return;
        }
        hash -= queue.stateHash();
        Item popped = queue.pop(position);
        hash += queue.stateHash();
        finishWith(popped);
        if (popped != null) {
            taken = popped;
            takenFrom = queue;
            notePop(popped, queue, isText ? PopRecord.Kind.TEXT : PopRecord.Kind.NATIVE, position, place);
        }
    }

    private void top(long queueId) {
        var queue = byId.get(queueId);
        if (queue != null) {
            finishWith(queue.top());
        } else {
            finish(ResultCode.NO_QUEUE, 0);
        }
    }

    private void size(long queueId) {
        var queue = byId.get(queueId);
        if (queue != null) {
            finish(ResultCode.OK, queue.size());
        } else {
            finish(ResultCode.NO_QUEUE, 0);
        }
    }

    private void browse(byte[] bytes, int start) {
        var queue = byId.get(OperationBytes.queueId(bytes, start));
        if (queue == null) {
            finish(ResultCode.NO_QUEUE, 0);
            return;
        }
        Iterator<Item> items = queue.itemsAfter(OperationBytes.skip(bytes, start));
        var list = new ItemList();
        int rest = OperationBytes.max(bytes, start);
        while (rest > 0 && items.hasNext() && list.add(items.next().value())) {
            rest--;
        }
        finishWith(queue.size(), list.toBytes());
    }

    private void list(byte[] bytes, int start, int end) {
        var from = new Label(Arrays.copyOfRange(bytes, start + OperationBytes.FROM_OFFSET, end));
        int rest = OperationBytes.maxQueues(bytes, start);
        var list = new QueueList();
        for (LiveQueue queue : inOrder().tailMap(from, true).values()) {
            if (rest == 0 || !list.add(queue.id(), queue.label().bytes(), queue.size(), queue.leased())) {
                break;
            }
            rest--;
        }
        finishWith(byLabel.size(), list.toBytes());
    }

    private NavigableMap<Label, LiveQueue> inOrder() {
        NavigableMap<Label, LiveQueue> known = inOrder;
        if (known == null) {
            known = new TreeMap<>(byLabel);
            inOrder = known;
        }
        return known;
    }

    private void destroy(long queueId) {
        var queue = byId.get(queueId);
        if (queue == null) {
            finish(ResultCode.NO_QUEUE, 0);
            return;
        }
        hash -= queue.stateHash();
        leases.remove(queue);
        byLabel.remove(queue.label());
        if (inOrder != null) {
            inOrder.remove(queue.label());
        }
        for (QueueHandle handle : queue.handles()) {
            byId.remove(handle.id);
        }
        destroys++;
        queue.destroyed(destroys);
        finish(ResultCode.OK, 0);
    }

    private void add(LiveQueue queue) {
        byLabel.put(queue.label(), queue);
        if (inOrder != null) {
            inOrder.put(queue.label(), queue);
        }
        leases.add(queue);
        for (QueueHandle handle : queue.handles()) {
            byId.put(handle.id, queue);
        }
        hash += queue.stateHash();
    }

    /** The operation has come to that. */
    void finish(ResultCode withCode, long withNumber) {
        code = withCode;
        number = withNumber;
        item = null;
    }

    /** The operation has come to a number and an item or a list. */
    void finishWith(long withNumber, byte[] bytes) {
        code = ResultCode.OK;
        number = withNumber;
        item = bytes;
    }

    private void finishWith(@Nullable Item found) {
        code = found == null ? ResultCode.EMPTY : ResultCode.OK;
        number = 0;
        item = found == null ? null : found.value();
    }
}
