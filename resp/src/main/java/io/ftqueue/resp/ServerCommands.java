package io.ftqueue.resp;

import java.util.ArrayList;
import java.util.List;

/** Commands about the gateway. */
final class ServerCommands {

    /** Clients look at the version to know which commands there are: those here are as in that one. */
    static final String LIKE_REDIS_VERSION = "7.0.15";

    private ServerCommands() {}

    static List<Command> all() {
        List<String> admin = List.of("admin", "noscript", "loading", "stale");
        List<String> loading = List.of("loading", "stale");
        return List.of(
                new Command("command", -1, loading, 0, 0, ServerCommands::command),
                new Command("config", -2, admin, 0, 0, ServerCommands::config),
                new Command("info", -1, loading, 0, 0, Info::begin));
    }

    private static void command(Call call) {
        if (call.count() == 1) {
            call.reply(Replies.array(call.gateway().commands().all().stream()
                    .map(ServerCommands::description)
                    .toList()));
            return;
        }
        switch (Commands.text(call.argument(1))) {
            case "count" -> {
                Arguments.requireCount(call, "command|count", 2);
                call.reply(Replies.number(call.gateway().commands().all().size()));
            }
            case "docs" -> call.reply(Replies.EMPTY_MAP);
            case "list" ->
                call.reply(Replies.array(call.gateway().commands().all().stream()
                        .map(command -> Replies.bulk(command.name()))
                        .toList()));
            case "info" -> commandInfo(call);
            default -> throw new RespError(Errors.unknownSubcommand("command", call.argument(1)));
        }
    }

    private static void commandInfo(Call call) {
        var descriptions = new ArrayList<Reply>();
        for (int i = 2; i < call.count(); i++) {
            Command command = call.gateway().commands().find(call.argument(i));
            descriptions.add(command == null ? Replies.NULL_ARRAY : description(command));
        }
        call.reply(Replies.array(descriptions));
    }

    /** What Redis tells of a command; its categories, hints, key rules and subcommands are left out. */
    private static Reply description(Command command) {
        List<Reply> flags = command.flags().stream().<Reply>map(Replies::simple).toList();
        return Replies.array(List.of(
                Replies.bulk(command.name()),
                Replies.number(command.arity()),
                Replies.array(flags),
                Replies.number(command.firstKey()),
                Replies.number(command.lastKey()),
                Replies.number(command.firstKey() == 0 ? 0 : 1),
                Replies.EMPTY_ARRAY,
                Replies.EMPTY_ARRAY,
                Replies.EMPTY_ARRAY,
                Replies.EMPTY_ARRAY));
    }

    private static void config(Call call) {
        if (!Commands.text(call.argument(1)).equals("get")) {
            throw new RespError(
                    Commands.text(call.argument(1)).equals("set")
                            ? "ERR nothing can be set here: the options of the server decide"
                            : Errors.unknownSubcommand("config", call.argument(1)));
        }
        if (call.count() < 3) {
            throw new RespError(Errors.wrongArity("config|get"));
        }
        call.reply(Replies.map(Settings.matching(call)));
    }
}
