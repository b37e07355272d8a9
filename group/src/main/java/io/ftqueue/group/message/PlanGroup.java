package io.ftqueue.group.message;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;

/**
 * The members of a plan that come from one configuration: the transitional configuration they will deliver.
 *
 * @param from the configuration they come from
 * @param members those of its members that are in the plan, ascending
 * @param target the last slot any of them holds: all of them deliver up to it
 * @param donor a member that holds it
 */
public record PlanGroup(ConfigurationId from, List<MemberId> members, long target, MemberId donor) {

    public PlanGroup {
        members = List.copyOf(members);
    }
}
