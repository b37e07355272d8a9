package io.ftqueue.server;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ftqueue.group.Delivery;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The configurations that this server was in, the last ones. It knows where it came from itself and not where the
 * others did: what all servers remember, put together, is the history of the group with its splits and merges.
 */
final class ConfigurationLog {

    /** The most that are remembered. */
    static final int MAX_CONFIGURATIONS = 64;

    private final long startNanos;
    private final long startMillis;

    /** Newest last. */
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    /** What members were called that are perhaps gone. */
    private final Map<MemberId, String> names = new HashMap<>();

    private ConfigurationId previous = ConfigurationId.NONE;

    /**
     * A configuration as it is told.
     *
     * @param previous the configuration that this server came from; none if it was in none
     * @param atMillis when, milliseconds since 1970
     */
    record Entry(Configuration configuration, ConfigurationId previous, long atMillis) {}

    /**
     * What a status tells.
     *
     * @param entries newest last
     * @param names what members are or were called, as far as known
     */
    record Told(List<Entry> entries, Map<MemberId, String> names) {
        Told {
            entries = List.copyOf(entries);
            names = Map.copyOf(names);
        }
    }

    /**
     * Empty.
     *
     * @param startNanos now, by the clock of {@link #add}
     * @param startMillis now, milliseconds since 1970
     */
    ConfigurationLog(long startNanos, long startMillis) {
        this.startNanos = startNanos;
        this.startMillis = startMillis;
    }

    /** This server is in a new configuration. */
    void add(Delivery.Regular change, long nowNanos) {
        Configuration configuration = change.configuration();
        long atMillis = startMillis + TimeUnit.NANOSECONDS.toMillis(nowNanos - startNanos);
        entries.addLast(new Entry(configuration, previous, atMillis));
        previous = configuration.id();
        if (entries.size() > MAX_CONFIGURATIONS) {
            entries.removeFirst();
            names.keySet()
                    .removeIf(member -> entries.stream()
                            .noneMatch(entry -> entry.configuration.members().contains(member)));
        }
    }

    /** Remembers what members are called, for when they are gone. */
    void learn(Map<MemberId, String> known) {
        for (Entry entry : entries) {
            for (MemberId member : entry.configuration.members()) {
                String name = known.get(member);
                if (name != null) {
                    names.put(member, name);
                }
            }
        }
    }

    Told told() {
        return new Told(List.copyOf(entries), names);
    }

    /** Writes them as an array, newest last, and whom they speak of as another. */
    static void write(JsonGenerator json, Told told) throws IOException {
        Set<MemberId> members = new TreeSet<>();
        json.writeArrayFieldStart("configurations");
        for (Entry entry : told.entries) {
            members.addAll(entry.configuration.members());
            json.writeStartObject();
            json.writeStringField("id", entry.configuration.id().toString());
            json.writeNumberField("epoch", entry.configuration.id().epoch());
            json.writeNumberField("atMillis", entry.atMillis);
            json.writeArrayFieldStart("previous");
            if (!entry.previous.isNone()) {
                json.writeString(entry.previous.toString());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("members");
            for (MemberId member : entry.configuration.members()) {
                json.writeString(member.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("known");
        for (MemberId member : members) {
            String address = ServerConfig.text(AddressBook.addressOf(member.server()));
            json.writeStartObject();
            json.writeStringField("id", member.toString());
            json.writeStringField("name", told.names.getOrDefault(member, address));
            json.writeStringField("address", address);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
