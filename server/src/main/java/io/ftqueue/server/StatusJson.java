package io.ftqueue.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftqueue.group.GroupStatus;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.replica.Latency;
import io.ftqueue.queue.replica.ReplicaStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server's status as JSON; docs/operating.md tells its fields. */
final class StatusJson {

    private static final JsonFactory JSON = new JsonFactory();

    private StatusJson() {}

    /** What a status is made of, taken at one moment. */
    record Snapshot(
            String name,
            InetSocketAddress address,
            long uptimeMillis,
            String storage,
            long nowNanos,
            ReplicaStatus replica,
            Map<MemberId, InetSocketAddress> addresses,
            List<Refusals.Refusal> refusals,
            ConfigurationLog.Told configurations,
            SortedMap<String, Long> counters) {}

    static byte[] write(Snapshot snapshot) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            writeServer(json, snapshot);
            writeReplication(json, snapshot);
            writeConfiguration(json, snapshot);
            writeHeard(json, snapshot.replica().replication().group());
            writeQueues(json, snapshot.replica().queues());
            writePartition(json, snapshot.replica().partition());
            MergeJson.write(json, snapshot.replica().merges());
            HistoryJson.writeHistory(json, snapshot.replica().replication());
            HistoryJson.writeRefusals(json, snapshot);
            ConfigurationLog.write(json, snapshot.configurations());
            writeLatency(json, snapshot.replica().latency());
            json.writeObjectFieldStart("counters");
            writeCounters(
                    json, "group.", snapshot.replica().replication().group().counters());
            writeCounters(json, "queue.", snapshot.replica().counters());
            writeCounters(json, "server.", snapshot.counters());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    static String hex(long hash) {
        return HexFormat.of().toHexDigits(hash);
    }

    /** The version of this build, as its jar says. */
    static String version() {
        @Nullable String version = StatusJson.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static void writeServer(JsonGenerator json, Snapshot snapshot) throws IOException {
        json.writeStringField("name", snapshot.name());
        json.writeStringField("address", ServerConfig.text(snapshot.address()));
        json.writeStringField(
                "member", snapshot.replica().replication().group().self().toString());
        json.writeStringField("version", version());
        json.writeNumberField("uptimeMillis", snapshot.uptimeMillis());
        json.writeStringField("storage", snapshot.storage());
    }

    private static void writeReplication(JsonGenerator json, Snapshot snapshot) throws IOException {
        var replication = snapshot.replica().replication();
        json.writeStringField("state", replication.group().state().name());
        json.writeStringField("phase", replication.phase().name());
        json.writeStringField("stateHash", hex(replication.stateHash()));
        json.writeNumberField("deliveredSlot", replication.group().receivedUpTo());
        json.writeNumberField("stableSlot", replication.group().stableUpTo());
    }

    private static void writeConfiguration(JsonGenerator json, Snapshot snapshot) throws IOException {
        var replication = snapshot.replica().replication();
        GroupStatus group = replication.group();
        Configuration configuration = group.configuration();
        if (configuration == null) {
            json.writeNullField("configuration");
            return;
        }
        Map<MemberId, String> names = Journal.namesOf(group);
        Map<MemberId, Long> marks = new HashMap<>();
        group.peers().forEach(peer -> marks.put(peer.id(), peer.receivedUpTo()));
        marks.put(group.self(), group.receivedUpTo());
        json.writeObjectFieldStart("configuration");
        json.writeStringField("id", configuration.id().toString());
        json.writeNumberField("epoch", configuration.id().epoch());
        json.writeNumberField("firstSlot", configuration.firstSlot());
        json.writeArrayFieldStart("members");
        for (MemberId member : configuration.members()) {
            InetSocketAddress address =
                    snapshot.addresses().getOrDefault(member, AddressBook.addressOf(member.server()));
            json.writeStartObject();
            json.writeStringField("id", member.toString());
            json.writeStringField("name", names.getOrDefault(member, ""));
            json.writeStringField("address", ServerConfig.text(address));
            json.writeNumberField("deliveredSlot", marks.getOrDefault(member, -1L));
            json.writeBooleanField("ready", replication.ready().contains(member));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Whom this server hears, in its configuration or not: what to look at where servers do not find together. */
    private static void writeHeard(JsonGenerator json, GroupStatus group) throws IOException {
        json.writeArrayFieldStart("heard");
        for (GroupStatus.Peer peer : group.peers()) {
            json.writeStartObject();
            json.writeStringField("id", peer.id().toString());
            json.writeStringField("name", peer.name());
            json.writeNumberField("silentMillis", TimeUnit.NANOSECONDS.toMillis(peer.silentNanos()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeQueues(JsonGenerator json, List<ReplicaStatus.QueueStatus> queues) throws IOException {
        json.writeArrayFieldStart("queues");
        for (ReplicaStatus.QueueStatus queue : queues) {
            json.writeStartObject();
            json.writeNumberField("id", queue.id());
            writeLabel(json, queue.label());
            json.writeNumberField("size", queue.size());
            json.writeNumberField("leased", queue.leased());
            json.writeNumberField("pushed", queue.pushed());
            json.writeNumberField("popped", queue.popped());
            json.writeNumberField("oldestMillis", queue.oldestMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void writeLabel(JsonGenerator json, byte[] label) throws IOException {
        String text = readable(label);
        if (text == null) {
            json.writeStringField("labelBase64", Base64.getEncoder().encodeToString(label));
        } else {
            json.writeStringField("label", text);
        }
    }

    /** A label for the log. */
    static String label(byte[] label) {
        String text = readable(label);
        return text == null ? "base64:" + Base64.getEncoder().encodeToString(label) : "\"" + text + "\"";
    }

    private static void writePartition(JsonGenerator json, ReplicaStatus.@Nullable Partition partition)
            throws IOException {
        if (partition == null) {
            json.writeNullField("partition");
            return;
        }
        json.writeObjectFieldStart("partition");
        json.writeArrayFieldStart("blocked");
        for (long server : partition.blocked()) {
            json.writeString(ServerConfig.text(AddressBook.addressOf(server)));
        }
        json.writeEndArray();
        json.writeBooleanField("silent", partition.silent());
        if (partition.healsAfter() < 0) {
            json.writeNullField("healsAfter");
        } else {
            json.writeNumberField("healsAfter", partition.healsAfter());
        }
        json.writeEndObject();
    }

    private static void writeLatency(JsonGenerator json, Latency latency) throws IOException {
        json.writeObjectFieldStart("latencyMicros");
        json.writeNumberField("count", latency.count());
        json.writeNumberField("recent", latency.recent());
        json.writeNumberField("p50", TimeUnit.NANOSECONDS.toMicros(latency.p50Nanos()));
        json.writeNumberField("p99", TimeUnit.NANOSECONDS.toMicros(latency.p99Nanos()));
        json.writeNumberField("max", TimeUnit.NANOSECONDS.toMicros(latency.maxNanos()));
        json.writeEndObject();
    }

    private static void writeCounters(JsonGenerator json, String layer, SortedMap<String, Long> counters)
            throws IOException {
        for (Map.Entry<String, Long> counter : counters.entrySet()) {
            json.writeNumberField(layer + counter.getKey(), counter.getValue());
        }
    }

    /** The label as text if it is one that can be shown, else null: labels are bytes that mean nothing to a server. */
    private static @Nullable String readable(byte[] label) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(label))
                    .toString();
            return text.chars().anyMatch(Character::isISOControl) ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
