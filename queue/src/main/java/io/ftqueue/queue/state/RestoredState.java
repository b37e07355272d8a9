package io.ftqueue.queue.state;

import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.ImageHead;
import io.ftqueue.queue.image.ImageSink;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.PopRecord;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.TextImage;
import java.util.LinkedHashMap;
import java.util.Map;

/** A state that grows from its parts, beside the one in use and in the form in which it will be used. */
final class RestoredState implements ImageSink {

    final Queues queues = new Queues();
    final Limbo limbo = new Limbo();
    final Sessions sessions = new Sessions(limbo);
    final TextHistory texts = new TextHistory(limbo);

    ClientClock clock = new ClientClock(0, 0);

    @Override
    public void head(ImageHead head) {
        clock = new ClientClock(head.clientClockMicros(), head.slotMicros());
    }

    @Override
    public void queue(QueueImage queue) {
        queues.add(queue);
    }

    @Override
    public void session(SessionImage session) {
        sessions.add(session, queues);
    }

    @Override
    public void text(TextImage text) {
        texts.add(text, queues);
    }

    @Override
    public void pop(PopRecord pop) {
        queues.pops().add(pop);
    }

    @Override
    public void popsForgotten(Key upTo) {
        queues.pops().forgotten(upTo);
    }

    /** To be called when all has been told. */
    void finish() {
        Map<RequestKey, Integer> holders = new LinkedHashMap<>();
        sessions.eachInLimbo((item, from) -> holders.merge(item.identity(), 1, Integer::sum));
        texts.eachInLimbo((item, from) -> holders.merge(item.identity(), 1, Integer::sum));
        limbo.added(holders);
    }
}
