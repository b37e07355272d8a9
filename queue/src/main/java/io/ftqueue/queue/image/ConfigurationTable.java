package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.codec.ByteReader;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.Decoded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configurations that a snapshot speaks of, each written once and then named by its place in the table. */
final class ConfigurationTable {

    private static final int ENTRY_BYTES = 24;

    private final List<ConfigurationId> configurations = new ArrayList<>();
    private final Map<ConfigurationId, Integer> indexes = new LinkedHashMap<>();

    /** Neighbours mostly have the same configuration: a look at the last one spares a look-up. */
    private ConfigurationId last = ConfigurationId.NONE;

    private int lastIndex = -1;

    /** Its place in the table, which it gets if it has none. */
    int indexOf(ConfigurationId configuration) {
        if (lastIndex >= 0 && configuration.equals(last)) {
            return lastIndex;
        }
        Integer known = indexes.putIfAbsent(configuration, configurations.size());
        if (known == null) {
            configurations.add(configuration);
        }
        last = configuration;
        lastIndex = known == null ? configurations.size() - 1 : known;
        return lastIndex;
    }

    void write(ByteWriter out) {
        out.writeInt(configurations.size());
        for (ConfigurationId configuration : configurations) {
            out.writeLong(configuration.epoch());
            out.writeLong(configuration.representative().server());
            out.writeLong(configuration.representative().incarnation());
        }
    }

    static ConfigurationTable read(ByteReader in) {
        var table = new ConfigurationTable();
        int count = in.readInt();
        in.require(count >= 0 && count <= in.remaining() / ENTRY_BYTES, Decoded.Reason.TRUNCATED);
        for (int i = 0; i < count && in.isGood(); i++) {
            table.configurations.add(new ConfigurationId(in.readLong(), new MemberId(in.readLong(), in.readLong())));
        }
        return table;
    }

    /** The configuration that the next 4 bytes name. */
    ConfigurationId readReference(ByteReader in) {
        int index = in.readInt();
        in.require(index >= 0 && index < configurations.size(), Decoded.Reason.RANGE);
        return in.isGood() ? configurations.get(index) : ConfigurationId.NONE;
    }
}
