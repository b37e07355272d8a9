package io.ftqueue.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands about the connection itself. */
final class ConnectionCommands {

    private static final String WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";

    private static final String NO_PASSWORD = "ERR AUTH <password> called without any password configured for the"
            + " default user. Are you sure your configuration is correct?";

    private static final String HELLO_NEEDS_AUTH = "NOAUTH HELLO must be called with the client already authenticated,"
            + " otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select"
            + " the RESP protocol version at the same time";

    private ConnectionCommands() {}

    static List<Command> all() {
        List<String> fast = List.of("fast", "loading", "stale");
        List<String> open = List.of("noscript", "loading", "stale", "fast", "no_auth", "allow_busy");
        return List.of(
                new Command("ping", -1, fast, 0, 0, ConnectionCommands::ping),
                new Command("echo", 2, fast, 0, 0, call -> call.reply(Replies.bulk(call.argument(1)))),
                new Command("select", 2, fast, 0, 0, ConnectionCommands::select),
                new Command("auth", -2, open, 0, 0, ConnectionCommands::auth),
                new Command("hello", -1, open, 0, 0, ConnectionCommands::hello),
                new Command("reset", 1, open, 0, 0, ConnectionCommands::reset),
                new Command("quit", -1, open, 0, 0, ConnectionCommands::quit),
                new Command("client", -2, List.of("loading", "stale"), 0, 0, ConnectionCommands::client));
    }

    private static void ping(Call call) {
        if (call.count() > 2) {
            throw new RespError(Errors.wrongArity("ping"));
        }
        call.reply(call.count() == 2 ? Replies.bulk(call.argument(1)) : Replies.simple("PONG"));
    }

    private static void select(Call call) {
        long index = Arguments.integer(call.argument(1), Errors.NOT_AN_INTEGER);
        call.reply(index == 0 ? Replies.OK : Replies.error("ERR DB index is out of range"));
    }

    private static void quit(Call call) {
        call.setLast();
        call.reply(Replies.OK);
    }

    private static void reset(Call call) {
        Session session = call.session();
        session.setName(null);
        session.setResp3(false);
        session.setAuthenticated(call.gateway().config().password() == null);
        call.reply(Replies.simple("RESET"));
    }

    private static void auth(Call call) {
        if (call.count() > 3) {
            throw new RespError(Errors.SYNTAX);
        }
        if (call.count() == 2 && call.gateway().config().password() == null) {
            throw new RespError(NO_PASSWORD);
        }
        byte[] user = call.count() == 3 ? call.argument(1) : null;
        authenticate(call, user, call.argument(call.count() - 1));
        call.reply(Replies.OK);
    }

    /** There is one user, called default; without a password it is everybody. */
    private static void authenticate(Call call, byte @Nullable [] user, byte[] given) {
        Password password = call.gateway().config().password();
        boolean right = password == null || password.is(given);
        if (!right || (user != null && !text(user).equals("default"))) {
            throw new RespError(WRONG_PASSWORD);
        }
        call.session().setAuthenticated(true);
    }

    private static void hello(Call call) {
        Session session = call.session();
        boolean resp3 = session.isResp3();
        if (call.count() > 1) {
            long version =
                    Arguments.integer(call.argument(1), "ERR Protocol version is not an integer or out of range");
            if (version != 2 && version != 3) {
                throw new RespError("NOPROTO unsupported protocol version");
            }
            resp3 = version == 3;
        }
        byte[] name = helloOptions(call);
        if (!session.isAuthenticated()) {
            throw new RespError(HELLO_NEEDS_AUTH);
        }
        if (name != null) {
            session.setName(name.length == 0 ? null : name);
        }
        session.setResp3(resp3);
        call.reply(Replies.map(List.of(
                Replies.bulk("server"),
                Replies.bulk("ftqueue"),
                Replies.bulk("version"),
                Replies.bulk(ServerCommands.LIKE_REDIS_VERSION),
                Replies.bulk("proto"),
                Replies.number(resp3 ? 3 : 2),
                Replies.bulk("id"),
                Replies.number(session.id()),
                Replies.bulk("mode"),
                Replies.bulk("standalone"),
                Replies.bulk("role"),
                Replies.bulk("master"),
                Replies.bulk("modules"),
                Replies.EMPTY_ARRAY)));
    }

    /** Authenticates if that is wanted; the name that is wanted, or null. */
    private static byte @Nullable [] helloOptions(Call call) {
        byte[] name = null;
        int at = 2;
        while (at < call.count()) {
            String option = Commands.text(call.argument(at));
            int left = call.count() - at - 1;
            if (option.equals("auth") && left >= 2) {
                authenticate(call, call.argument(at + 1), call.argument(at + 2));
                at += 3;
            } else if (option.equals("setname") && left >= 1) {
                name = checkedName(call.argument(at + 1));
                at += 2;
            } else {
                throw new RespError("ERR Syntax error in HELLO option '" + text(call.argument(at)) + "'");
            }
        }
        return name;
    }

    private static void client(Call call) {
        String what = Commands.text(call.argument(1));
        switch (what) {
            case "id" -> {
                Arguments.requireCount(call, "client|id", 2);
                call.reply(Replies.number(call.session().id()));
            }
            case "getname" -> {
                Arguments.requireCount(call, "client|getname", 2);
                byte[] name = call.session().name();
                call.reply(name == null ? Replies.NULL : Replies.bulk(name));
            }
            case "setname" -> {
                Arguments.requireCount(call, "client|setname", 3);
                byte[] name = checkedName(call.argument(2));
                call.session().setName(name.length == 0 ? null : name);
                call.reply(Replies.OK);
            }
            case "setinfo" -> setInfo(call);
            case "info" -> {
                Arguments.requireCount(call, "client|info", 2);
                call.reply(Replies.text(description(call.session())));
            }
            default -> throw new RespError(Errors.unknownSubcommand("client", call.argument(1)));
        }
    }

    /** What library it is makes no difference here. */
    private static void setInfo(Call call) {
        Arguments.requireCount(call, "client|setinfo", 4);
        String attribute = Commands.text(call.argument(2));
        if (!attribute.equals("lib-name") && !attribute.equals("lib-ver")) {
            throw new RespError("ERR Unrecognized option '" + text(call.argument(2)) + "'");
        }
        for (byte octet : call.argument(3)) {
            if (octet < '!' || octet > '~') {
                throw new RespError("ERR " + attribute + " cannot contain spaces, newlines or special characters.");
            }
        }
        call.reply(Replies.OK);
    }

    private static String description(Session session) {
        byte[] name = session.name();
        return "id=" + session.id() + " addr=" + session.address() + " name=" + (name == null ? "" : text(name))
                + " db=0 resp=" + (session.isResp3() ? 3 : 2) + "\n";
    }

    private static byte[] checkedName(byte[] name) {
        for (byte octet : name) {
            if (octet < '!' || octet > '~') {
                throw new RespError("ERR Client names cannot contain spaces, newlines or special characters.");
            }
        }
        return name;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
