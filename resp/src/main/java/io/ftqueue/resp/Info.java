package io.ftqueue.resp;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What INFO tells. The names are those of Redis where the figure means the same. */
final class Info {

    private static final List<String> SECTIONS = List.of("server", "clients", "memory", "stats", "keyspace");

    private static final Set<String> ALL_OF_THEM = Set.of("default", "all", "everything");

    private final Gateway gateway;
    private final StringBuilder text = new StringBuilder();

    private Info(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Executes INFO: the sections asked for, or all. */
    static void begin(Call call) {
        Set<String> wanted = new TreeSet<>();
        for (int i = 1; i < call.count(); i++) {
            wanted.add(Commands.text(call.argument(i)));
        }
        if (wanted.isEmpty() || wanted.stream().anyMatch(ALL_OF_THEM::contains)) {
            wanted.addAll(SECTIONS);
        }
        var info = new Info(call.gateway());
        if (wanted.contains("keyspace")) {
            // The one figure that the servers have to be asked for.
            call.replyWith(LabelCommands.count(call).thenApply(queues -> Replies.text(info.write(wanted, queues))));
        } else {
            call.reply(Replies.text(info.write(wanted, null)));
        }
    }

    private String write(Set<String> wanted, @Nullable Long queues) {
        for (String section : SECTIONS) {
            if (wanted.contains(section)) {
                if (text.length() > 0) {
                    text.append("\r\n");
                }
                text.append("# ").append(Character.toUpperCase(section.charAt(0)));
                text.append(section, 1, section.length()).append("\r\n");
                writeSection(section, queues);
            }
        }
        return text.toString();
    }

    private void writeSection(String section, @Nullable Long queues) {
        Stats stats = gateway.stats();
        switch (section) {
            case "server" -> writeServer();
            case "clients" -> {
                line("connected_clients", stats.connected);
                line("maxclients", gateway.config().maxConnections());
                line("blocked_clients", stats.blocked);
                line("queues_waited_for", gateway.lines().size());
            }
            case "memory" -> {
                line("held_bytes", gateway.budget().held());
                line("maxmemory", gateway.budget().limit());
            }
            case "stats" -> {
                line("total_connections_received", stats.connectionsReceived);
                line("rejected_connections", stats.connectionsRejected);
                line("total_commands_processed", stats.commands);
                line("instantaneous_ops_per_sec", stats.commandsInSecond);
                line("total_error_replies", stats.errors);
                line("protocol_errors", stats.protocolErrors);
                line("outcomes_unknown", stats.outcomesUnknown);
                line("queues_looked_up_again", stats.lookedUpAgain);
            }
            case "keyspace" -> {
                if (queues != null && queues > 0) {
                    line("db0", "keys=" + queues + ",expires=0,avg_ttl=0");
                }
            }
            default -> throw new IllegalArgumentException(section);
        }
    }

    private void writeServer() {
        String version = Info.class.getPackage().getImplementationVersion();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(gateway.uptimeNanos());
        line("ftqueue_version", version == null ? "development" : version);
        line("redis_version", ServerCommands.LIKE_REDIS_VERSION);
        line("redis_mode", "standalone");
        line(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        line("java_version", System.getProperty("java.version"));
        line("process_id", ProcessHandle.current().pid());
        line("tcp_port", gateway.port());
        line("uptime_in_seconds", seconds);
        line("uptime_in_days", TimeUnit.SECONDS.toDays(seconds));
        line("ftqueue_servers", String.join(",", gateway.servers()));
    }

    private void line(String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
    }
}
