package io.ftqueue.group.membership;

import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import org.jspecify.annotations.Nullable;

/** What the agreement on membership needs of the member it serves. */
public interface Host {

    /** Sends to every server. */
    void multicast(Message message);

    /** Sends to one member, which may be this one. */
    void send(MemberId to, Message message);

    /** The regular configuration, or null before the first. */
    @Nullable
    Configuration configuration();

    /** Every slot of the configuration up to here is held; 0 before the first. */
    long receivedUpTo();

    /** The time of the last slot held. */
    long lastTimestampMicros();

    /** From now on nothing of the configuration may be accepted, acknowledged, or counted. */
    void freeze();

    /** Gets the slots of the frozen configuration up to {@code target} from a member that holds them. */
    void recover(long target, MemberId donor);

    /** Delivers the transitional configuration and then the regular one that the plan describes. */
    void install(Plan plan);

    /** The member went to Gather. */
    void gathering(Cause cause);

    /** The identifier of the configuration, or that of none. */
    default ConfigurationId configurationId() {
        Configuration current = configuration();
        return current == null ? ConfigurationId.NONE : current.id();
    }
}
