package io.ftqueue.queue.image;

/** Takes in a state, part by part. */
public interface ImageSink {

    /** What the state has besides its parts; told first. */
    void head(ImageHead head);

    /**
     * The next queue, by first creation ascending, told before what is remembered of clients; it is the sink's from now
     * on.
     */
    void queue(QueueImage queue);

    /** What is remembered of the next native client, least recently used first. */
    void session(SessionImage session);

    /** What is remembered of the next text request, first executed first. */
    void text(TextImage text);

    /** The next pop that is remembered, by place ascending. */
    void pop(PopRecord pop);

    /** Up to which place, this one included, pops are not remembered any more; not told if all are. */
    void popsForgotten(Key upTo);
}
