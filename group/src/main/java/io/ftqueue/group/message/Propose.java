package io.ftqueue.group.message;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;

/**
 * The representative's proposal of a membership.
 *
 * @param proposal its identifier, that of the configuration if it comes about
 * @param members the proposed members, ascending
 */
public record Propose(ConfigurationId proposal, List<MemberId> members) implements Message {

    public Propose {
        members = List.copyOf(members);
    }

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onPropose(frame, this);
    }
}
