package io.ftqueue.server;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a server remembers of its group's history, and with whom it is not merged, as JSON. */
final class HistoryJson {

    private HistoryJson() {}

    /** Writes the history: how long it is, where it was cut short, and who may know parts of it. */
    static void writeHistory(JsonGenerator json, ReplicationStatus status) throws IOException {
        json.writeObjectFieldStart("history");
        json.writeNumberField("configurations", status.context().upTo().size());
        json.writeArrayFieldStart("bases");
        for (var base : status.context().bases()) {
            json.writeString(base.toString());
        }
        json.writeEndArray();
        writeMembers(json, "roster", status.roster());
        writeMembers(json, "forgotten", status.forgotten());
        json.writeEndObject();
    }

    /** Writes with whom the server does not merge: first those it has refused, then those it cannot read. */
    static void writeRefusals(JsonGenerator json, StatusJson.Snapshot snapshot) throws IOException {
        ReplicationStatus status = snapshot.replica().replication();
        Map<MemberId, String> names = Journal.namesOf(status.group());
        json.writeArrayFieldStart("refusals");
        for (ReplicationStatus.Refusal refusal : status.refusals()) {
            var members = new ArrayList<String>();
            refusal.barred().forEach(member -> members.add(names.getOrDefault(member, address(member))));
            long left = TimeUnit.NANOSECONDS.toSeconds(refusal.untilNanos() - snapshot.nowNanos());
            write(json, null, refusal.reason(), members, Math.max(0, left));
        }
        for (Refusals.Refusal refusal : snapshot.refusals()) {
            write(json, Instant.ofEpochMilli(refusal.atMillis()), refusal.reason(), refusal.members(), 0);
        }
        json.writeEndArray();
    }

    private static void write(
            JsonGenerator json, @Nullable Instant at, String reason, List<String> members, long secondsLeft)
            throws IOException {
        json.writeStartObject();
        if (at != null) {
            json.writeStringField("at", at.toString());
        }
        json.writeStringField("reason", reason);
        json.writeArrayFieldStart("members");
        for (String member : members) {
            json.writeString(member);
        }
        json.writeEndArray();
        json.writeNumberField("secondsLeft", secondsLeft);
        json.writeEndObject();
    }

    private static void writeMembers(JsonGenerator json, String field, Collection<MemberId> members)
            throws IOException {
        json.writeArrayFieldStart(field);
        for (MemberId member : members) {
            json.writeStartObject();
            json.writeStringField("id", member.toString());
            json.writeStringField("address", address(member));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String address(MemberId member) {
        return ServerConfig.text(AddressBook.addressOf(member.server()));
    }
}
