package io.ftqueue.group.message;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;

/**
 * How the accepted proposal becomes a configuration: what each component must first recover.
 *
 * @param proposal the proposal
 * @param members the new members, ascending
 * @param groups the members by the configuration they come from; first-comers are in none
 * @param firstSlot the first slot of the new configuration
 * @param timestampFloorMicros every slot of the new configuration has a later time
 */
public record Plan(
        ConfigurationId proposal,
        List<MemberId> members,
        List<PlanGroup> groups,
        long firstSlot,
        long timestampFloorMicros)
        implements Message {

    public Plan {
        members = List.copyOf(members);
        groups = List.copyOf(groups);
    }

    @Override
    public void accept(Frame frame, MessageHandler handler) {
        handler.onPlan(frame, this);
    }
}
