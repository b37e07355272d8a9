package io.ftqueue.resp;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The commands there are, and what is said of others. */
final class Commands {

    private static final List<String> WRONG_ENDED = List.of(
            "blmove",
            "blmpop",
            "brpop",
            "brpoplpush",
            "linsert",
            "lmove",
            "lmpop",
            "lpush",
            "lpushx",
            "lrem",
            "lset",
            "ltrim",
            "rpop",
            "rpoplpush");

    private static final List<String> OF_TRANSACTIONS = List.of("multi", "exec", "discard", "watch", "unwatch");

    private final Map<String, Command> byName = new HashMap<>();

    Commands() {
        ConnectionCommands.all().forEach(this::add);
        ServerCommands.all().forEach(this::add);
        ItemCommands.all().forEach(this::add);
        RangeCommands.all().forEach(this::add);
        LabelCommands.all().forEach(this::add);
    }

    /** All of them, by name. */
    Collection<Command> all() {
        return new TreeMap<>(byName).values();
    }

    /** The one with that name, in whichever letters, or null. */
    @Nullable
    Command find(byte[] name) {
        return byName.get(text(name));
    }

    /**
     * Begins a command, or says what is wrong with it.
     *
     * @param refusal an error to be given instead, or null
     */
    void begin(Call call, @Nullable String refusal) {
        Stats stats = call.gateway().stats();
        stats.commands++;
        try {
            if (refusal != null) {
                throw new RespError(refusal);
            }
            checked(call).action().run(call);
        } catch (RespError mistake) {
            call.reply(Replies.error(String.valueOf(mistake.getMessage())));
        }
    }

    /** An argument as text, in small letters. */
    static String text(byte[] argument) {
        return new String(argument, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private Command checked(Call call) {
        Command command = find(call.argument(0));
        if (command == null) {
            throw new RespError(unknown(call));
        }
        if (!command.takes(call.count())) {
            throw new RespError(Errors.wrongArity(command.name()));
        }
        if (!call.session().isAuthenticated() && !command.isBeforeAuth()) {
            throw new RespError("NOAUTH Authentication required.");
        }
        return command;
    }

    private static String unknown(Call call) {
        String name = text(call.argument(0));
        if (name.equals("post") || name.equals("host:")) {
            // A web page has made its browser send HTTP here: what follows may look like commands.
            call.setLast();
            return "ERR this is no HTTP server";
        }
        if (WRONG_ENDED.contains(name)) {
            return "ERR '" + name + "' is not supported: the queues are first-in first-out;"
                    + " push with RPUSH, pop with LPOP or BLPOP";
        }
        if (OF_TRANSACTIONS.contains(name)) {
            return "ERR '" + name + "' is not supported: there are no transactions;"
                    + " commands that are sent together are executed in order";
        }
        return Errors.unknownCommand(call.arguments());
    }

    private void add(Command command) {
        Command before = byName.put(command.name(), command);
        if (before != null) {
            throw new IllegalStateException("two commands " + command.name());
        }
    }
}
