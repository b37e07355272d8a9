package io.ftqueue.queue.state;

import io.ftqueue.queue.image.ImageHead;
import io.ftqueue.queue.image.ImageSink;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.TextImage;

/** A state that grows from its image, beside the one in use and in the form in which it will be used. */
final class RestoredState implements ImageSink {

    final Queues queues = new Queues();
    final Sessions sessions = new Sessions();
    final TextHistory texts = new TextHistory();

    ClientClock clock = new ClientClock(0, 0);

    @Override
    public void head(ImageHead head) {
        queues.nextId(head.nextQueueId());
        clock = new ClientClock(head.clientClockMicros(), head.slotMicros());
    }

    @Override
    public void queue(QueueImage queue) {
        queues.add(queue);
    }

    @Override
    public void session(SessionImage session) {
        sessions.add(session);
    }

    @Override
    public void text(TextImage text) {
        texts.add(text);
    }
}
