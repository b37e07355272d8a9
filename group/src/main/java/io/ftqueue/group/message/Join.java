package io.ftqueue.group.message;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;

/**
 * A member in Gather: with these I could form a configuration (Totem: join message).
 *
 * @param candidates the clique its sender is part of, ascending
 * @param epoch the highest epoch its sender knows of
 * @param promised the highest proposal its sender has accepted
 */
public record Join(List<MemberId> candidates, long epoch, ConfigurationId promised) implements Message {

    public Join {
        candidates = List.copyOf(candidates);
    }

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onJoin(frame, this);
    }
}
