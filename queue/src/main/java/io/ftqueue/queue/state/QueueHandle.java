package io.ftqueue.queue.state;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Dot;
import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.QueueImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An id that names a queue, and when it was last used to add to it. */
final class QueueHandle {

    final Key created;
    final long id;

    /** The last touch here, which has seen all before; null as long as {@link #inherited} is what counts. */
    private @Nullable ConfigurationId touchConfiguration;

    private long touchSlot;
    private List<Dot> inherited;

    QueueHandle(Key created, long id) {
        this(new QueueImage.Handle(created, id, List.of(created.dot())));
    }

    QueueHandle(QueueImage.Handle image) {
        created = image.created();
        id = image.id();
        inherited = image.touches();
    }

    /** Notes a push or creation through this id. It comes after all that this state has seen, so it replaces them. */
    void touch(Position position) {
        touchConfiguration = position.configuration();
        touchSlot = position.slot();
        inherited = List.of();
    }

    QueueImage.Handle toImage() {
        var touches = touchConfiguration == null ? inherited : List.of(new Dot(touchConfiguration, touchSlot));
        return new QueueImage.Handle(created, id, touches);
    }
}
