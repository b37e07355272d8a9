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

/** The configurations that an image speaks of, each told once and then named by its place in the table. */
final class ConfigurationTable {

    private final List<ConfigurationId> configurations = new ArrayList<>();
    private final Map<ConfigurationId, Integer> indexes = new LinkedHashMap<>();

    /** Neighbours mostly have the same configuration: a look at the last one spares a look-up. */
    private ConfigurationId last = ConfigurationId.NONE;

    private int lastIndex = -1;

    /** Gives the configuration a place in the table; false if it has one. */
    boolean define(ConfigurationId configuration) {
        if (lastIndex >= 0 && configuration.equals(last)) {
            return false;
        }
        Integer known = indexes.putIfAbsent(configuration, indexes.size());
        last = configuration;
        lastIndex = known == null ? indexes.size() - 1 : known;
        return known == null;
    }

    /** Writes the place of a configuration that has one. */
    void writeReference(ByteWriter out, ConfigurationId configuration) {
        define(configuration);
        out.writeInt(lastIndex);
    }

    static void write(ByteWriter out, ConfigurationId configuration) {
        out.writeLong(configuration.epoch());
        out.writeLong(configuration.representative().server());
        out.writeLong(configuration.representative().incarnation());
    }

    /** Reads the configuration that has the next place. */
    void read(ByteReader in) {
        configurations.add(new ConfigurationId(in.readLong(), new MemberId(in.readLong(), in.readLong())));
    }

    /** The configuration that the next 4 bytes name. */
    ConfigurationId readReference(ByteReader in) {
        int index = in.readInt();
        in.require(index >= 0 && index < configurations.size(), Decoded.Reason.RANGE);
        return in.isGood() ? configurations.get(index) : ConfigurationId.NONE;
    }
}
