package io.ftqueue.server;

import io.ftqueue.group.replication.ForgetAnswer;
import io.ftqueue.queue.codec.ClientFrame.Control;
import io.ftqueue.queue.codec.ClientFrame.ControlReply;
import io.ftqueue.queue.codec.ClientFrame.ControlRequest;
import io.ftqueue.queue.replica.Replica;
import io.ftqueue.queue.replica.ReplicaEvent;
import io.ftqueue.queue.replica.ReplicaOutbox;
import io.ftqueue.queue.replica.ReplicaStatus;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what people who run the servers ask of one. A request is obeyed once however often it arrives: a late copy of a
 * split must not undo the healing after it. Nobody is asked who they are; docs/operating.md says what that means.
 */
final class ControlService {

    private static final Logger LOG = LoggerFactory.getLogger(ControlService.class);

    /** Requests that are remembered with their answers. */
    private static final int REMEMBERED = 64;

    private final Replica replica;
    private final ReplicaOutbox out;
    private final Map<Long, ControlReply> answered = new LinkedHashMap<>();

    ControlService(Replica replica, ReplicaOutbox out) {
        this.replica = replica;
        this.out = out;
    }

    /** Does it and says what came of it. */
    ControlReply answer(ControlRequest request, InetSocketAddress from, long nowNanos) {
        ControlReply known = answered.get(request.nonce());
        if (known != null) {
            return known;
        }
        ControlReply reply;
        try {
            String done = obey(request.control(), request.body(), nowNanos);
            reply = new ControlReply(request.nonce(), true, done);
        } catch (RefusedException e) {
            reply = new ControlReply(request.nonce(), false, String.valueOf(e.getMessage()));
        }
        LOG.info("Control {} from {}: {}", request.control(), ServerConfig.text(from), reply.text());
        answered.put(request.nonce(), reply);
        if (answered.size() > REMEMBERED) {
            answered.remove(answered.keySet().iterator().next());
        }
        return reply;
    }

    /** Why something was not done. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    private String obey(Control control, String body, long nowNanos) throws RefusedException {
        return switch (control) {
            case PARTITION -> split(body, nowNanos);
            case HEAL -> heal(nowNanos);
            case FORGET -> forget(body, nowNanos);
        };
    }

    private String split(String body, long nowNanos) throws RefusedException {
        List<List<Long>> sets = parse(body);
        replica.step(nowNanos, new ReplicaEvent.Split(sets), out);
        ReplicaStatus.Partition partition = replica.status().partition();
        List<Long> blocked = partition == null ? List.of() : partition.blocked();
        return blocked.isEmpty() ? "hears every server" : "does not hear " + names(blocked);
    }

    private String heal(long nowNanos) {
        ReplicaStatus.Partition partition = replica.status().partition();
        List<Long> blocked = partition == null ? List.of() : partition.blocked();
        replica.step(nowNanos, new ReplicaEvent.Heal(), out);
        return blocked.isEmpty() ? "heard every server before" : "hears " + names(blocked) + " again";
    }

    private String forget(String body, long nowNanos) throws RefusedException {
        long server = server(body);
        ForgetAnswer answer = replica.forget(server);
        replica.step(nowNanos, ReplicaEvent.TICK, out);
        String name = names(List.of(server));
        return switch (answer) {
            case SUBMITTED -> name + " is forgotten: nobody waits any more for what it may know";
            case PRESENT ->
                throw new RefusedException(
                        name + " is in the group, and so is all that it knows; stop it first if it is to be forgotten");
            case NOT_SERVING -> throw new RefusedException("the group is just changing; try again");
            case UNKNOWN ->
                throw new RefusedException("nothing is known of " + name
                        + ", so nobody waits for it; see history.roster in 'status --json'");
        };
    }

    /** The sets of a split: separated by slashes, and in them servers separated by commas. */
    private static List<List<Long>> parse(String body) throws RefusedException {
        var sets = new ArrayList<List<Long>>();
        var seen = new TreeMap<Long, String>();
        for (String set : body.split("/", -1)) {
            var servers = new ArrayList<Long>();
            for (String text : set.split(",", -1)) {
                long server = server(text);
                if (seen.put(server, text) != null) {
                    throw new RefusedException(text.strip() + " is named twice");
                }
                servers.add(server);
            }
            sets.add(servers);
        }
        if (sets.size() < 2) {
            throw new RefusedException("a split needs two sets of servers at least, separated by '/'");
        }
        return sets;
    }

    /** The number of a server that is given by its address, or by its member id as the status tells it. */
    private static long server(String text) throws RefusedException {
        String stripped = text.strip();
        InetSocketAddress address = AddressBook.parse(stripped);
        if (address != null) {
            return AddressBook.serverNumber(address);
        }
        if (stripped.matches("[0-9a-f]{1,12}\\.[0-9a-f]{1,16}")) {
            return Long.parseLong(stripped.substring(0, stripped.indexOf('.')), 16);
        }
        throw new RefusedException(
                "'" + stripped + "' is neither the address (like 127.0.0.1:8080)" + " nor the member id of a server");
    }

    private static String names(Collection<Long> servers) {
        return servers.stream()
                .map(server -> ServerConfig.text(AddressBook.addressOf(server)))
                .collect(Collectors.joining(", "));
    }
}
