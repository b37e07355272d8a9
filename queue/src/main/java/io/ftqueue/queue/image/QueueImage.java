package io.ftqueue.queue.image;

import java.util.List;

/**
 * A queue. Several creations of one label in several components are one queue with several handles.
 *
 * @param label its label
 * @param handles the ids that name it, by creation ascending; at least one
 * @param items its items, first to last; their keys ascend
 */
public record QueueImage(Label label, List<Handle> handles, ItemDeque items) {

    /**
     * An id that names a queue.
     *
     * @param created where the queue was created under that id
     * @param id the id, at least 1
     * @param touches the last push or creation through this id in every component that has not seen another's,
     *     ascending; at least one. The handle lives as long as one of them has not been seen by a destroy
     */
    public record Handle(Key created, long id, List<Dot> touches) {}
}
