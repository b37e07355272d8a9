package io.ftqueue.queue.state;

import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.OperationBytes;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.PopRecord;
import io.ftqueue.queue.image.QueueIds;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The operations on leases. An item that was taken under one stays in its queue, so that a merge treats it as any other
 * item; it is only hidden, until the clients' clock shows that the lease is over. That clock follows the time of slots,
 * so all members see every lease end in the same payload.
 */
final class Leases {

    /** Places of items that move when leases run out: behind those of all operations of a payload. */
    private static final int FIRST_PLACE = 1 << 30;

    private static final int DELIVERIES_BITS = 16;

    /** Ids have 53 bits, and a receipt with the count behind it has to stay below 2<sup>63</sup>. */
    private static final int BITS_TOO_MANY = 6;

    private static final long MICROS_PER_MILLI = 1_000L;

    private final Queues queues;

    /** The deliveries whose items are out, by when they end. */
    private final TreeSet<Delivery> ends = new TreeSet<>();

    Leases(Queues queues) {
        this.queues = queues;
    }

    /** When the next lease or delay ends, by the clients' clock; {@link Long#MAX_VALUE} if there is none. */
    long nextEndMicros() {
        return ends.isEmpty() ? Long.MAX_VALUE : ends.first().endsMicros;
    }

    /** A queue has come, with what is out of it. */
    void add(LiveQueue queue) {
        for (Delivery delivery : queue.deliveries()) {
            if (delivery.out) {
                ends.add(delivery);
            }
        }
    }

    /** A queue goes, with what is out of it. */
    void remove(LiveQueue queue) {
        queue.deliveries().forEach(ends::remove);
    }

    /** Executes a take, ack, nack or extend; tells the queues what it came to. */
    void execute(LiveQueue queue, Position position, byte[] bytes, int start, int place, long nowMicros) {
        switch (OperationKind.of(bytes[start])) {
            case TAKE -> take(queue, position, bytes, start, place, nowMicros);
            case ACK -> ack(queue, position, OperationBytes.receipt(bytes, start), place);
            case NACK -> nack(queue, position, bytes, start, place, nowMicros);
            case EXTEND -> extend(queue, bytes, start, nowMicros);
            default -> throw new IllegalArgumentException("no operation on leases");
        }
    }

    private void take(LiveQueue queue, Position position, byte[] bytes, int start, int place, long nowMicros) {
        queues.unhash(queue);
        Delivery delivery = queue.deliver();
        if (delivery != null) {
            delivery.out = true;
            delivery.deliveries = Math.min(Operation.MAX_DELIVERIES, delivery.deliveries + 1);
            delivery.receipt = unusedReceipt(queue, queues.key(position, place));
            delivery.endsMicros = nowMicros + OperationBytes.leaseMillis(bytes, start) * MICROS_PER_MILLI;
            delivery.maxDeliveries = OperationBytes.maxDeliveries(bytes, start);
            delivery.deadLetterId = OperationBytes.deadLetterId(bytes, start);
            queue.keep(delivery);
            ends.add(delivery);
        }
        queues.hash(queue);
        if (delivery == null) {
            queues.finish(ResultCode.EMPTY, 0);
        } else {
            long receipt = delivery.receipt << DELIVERIES_BITS | delivery.deliveries;
            queues.finishWith(receipt, delivery.item.value());
        }
    }

    /** The place of the delivery makes it another one than all others; with the count it is still above 0. */
    private static long unusedReceipt(LiveQueue queue, Key place) {
        int attempt = 0;
        while (true) {
            long receipt = Math.max(1, QueueIds.of(place, attempt) >>> BITS_TOO_MANY);
            if (queue.delivery(receipt) == null) {
                return receipt;
            }
            attempt++;
        }
    }

    private void ack(LiveQueue queue, Position position, long receipt, int place) {
        Delivery delivery = queue.delivery(receipt >>> DELIVERIES_BITS);
        if (delivery == null) {
            queues.finish(ResultCode.LEASE_ENDED, 0);
            return;
        }
        queues.unhash(queue);
        ends.remove(delivery);
        queue.dismiss(delivery, position.timestampMicros());
        queues.hash(queue);
        queues.notePop(delivery.item, queue, PopRecord.Kind.ACK, position, place);
        queues.finish(ResultCode.OK, 0);
    }

    private void nack(LiveQueue queue, Position position, byte[] bytes, int start, int place, long nowMicros) {
        Delivery delivery = queue.delivery(OperationBytes.receipt(bytes, start) >>> DELIVERIES_BITS);
        if (delivery == null) {
            queues.finish(ResultCode.LEASE_ENDED, 0);
            return;
        }
        int delayMillis = OperationBytes.millis(bytes, start);
        if (delayMillis == 0 || delivery.isLast()) {
            end(delivery, position, place);
            queues.takeBack();
        } else {
            reschedule(delivery, 0, nowMicros + delayMillis * MICROS_PER_MILLI);
        }
        queues.finish(ResultCode.OK, 0);
    }

    private void extend(LiveQueue queue, byte[] bytes, int start, long nowMicros) {
        Delivery delivery = queue.delivery(OperationBytes.receipt(bytes, start) >>> DELIVERIES_BITS);
        if (delivery == null) {
            queues.finish(ResultCode.LEASE_ENDED, 0);
            return;
        }
        long endsMicros = nowMicros + OperationBytes.millis(bytes, start) * MICROS_PER_MILLI;
        reschedule(delivery, delivery.receipt, endsMicros);
        queues.finish(ResultCode.OK, 0);
    }

    private void reschedule(Delivery delivery, long receipt, long endsMicros) {
        LiveQueue queue = delivery.queue;
        queues.unhash(queue);
        ends.remove(delivery);
        queue.change(delivery);
        delivery.receipt = receipt;
        delivery.endsMicros = endsMicros;
        queue.keep(delivery);
        ends.add(delivery);
        queues.hash(queue);
    }

    /** Ends all leases and delays that are over; to be called behind the operations of a payload. */
    void expire(Position position, long nowMicros) {
        int place = FIRST_PLACE;
        while (!ends.isEmpty() && ends.first().endsMicros <= nowMicros) {
            end(ends.first(), position, place);
            place++;
        }
        queues.takeBack();
    }

    /** An item that is out goes back to its place, or where those go that were delivered too often. */
    private void end(Delivery delivery, Position position, int place) {
        LiveQueue queue = delivery.queue;
        LiveQueue deadLetters = delivery.isLast() ? queues.find(delivery.deadLetterId) : null;
        queues.unhash(queue);
        ends.remove(delivery);
        if (deadLetters != null && deadLetters != queue) {
            queue.dismiss(delivery, position.timestampMicros());
            queues.hash(queue);
            queues.append(
                    deadLetters, delivery.deadLetterId, delivery.item.movedTo(queues.key(position, place)), position);
        } else {
            queue.change(delivery);
            delivery.out = false;
            delivery.receipt = 0;
            delivery.endsMicros = 0;
            queue.keep(delivery);
            queues.hash(queue);
            queues.giveBack(queue, delivery.item);
        }
    }

    /** The delivery whose item was withdrawn is over; null if there is none. */
    void withdrawn(@Nullable Delivery delivery) {
        if (delivery != null) {
            ends.remove(delivery);
        }
    }
}
