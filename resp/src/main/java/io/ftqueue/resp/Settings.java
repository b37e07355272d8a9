package io.ftqueue.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What CONFIG GET tells: settings of Redis that mean something here, or that clients ask for when they connect. */
final class Settings {

    private Settings() {}

    /** Names and values in turn, of those that match any of the patterns. */
    static List<Reply> matching(Call call) {
        List<Glob> patterns = new ArrayList<>();
        for (int i = 2; i < call.count(); i++) {
            patterns.add(new Glob(Commands.text(call.argument(i)).getBytes(StandardCharsets.ISO_8859_1)));
        }
        var namesAndValues = new ArrayList<Reply>();
        all(call.gateway()).forEach((name, value) -> {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            if (patterns.stream().anyMatch(pattern -> pattern.matches(bytes))) {
                namesAndValues.add(Replies.bulk(name));
                namesAndValues.add(Replies.bulk(value));
            }
        });
        return namesAndValues;
    }

    private static Map<String, String> all(Gateway gateway) {
        RespConfig config = gateway.config();
        return new TreeMap<>(Map.of(
                "appendonly", config.durable() ? "yes" : "no",
                "bind", config.listen().getAddress().getHostAddress(),
                "databases", "1",
                "maxclients", String.valueOf(config.maxConnections()),
                "maxmemory", String.valueOf(config.maxHeldBytes()),
                "port", String.valueOf(gateway.port()),
                "proto-max-bulk-len", String.valueOf(Limits.MAX_ARGUMENT_BYTES),
                "save", "",
                "timeout", "0"));
    }
}
