package io.ftqueue.resp;

import java.util.List;

/**
 * A command that the gateway knows.
 *
 * @param name in small letters
 * @param arity how many arguments it has, its name included; below zero: at least so many
 * @param flags as Redis tells them to its clients
 * @param firstKey which argument is the first label; 0: none is
 * @param lastKey which is the last; below zero: from the end
 * @param action what it does
 */
record Command(String name, int arity, List<String> flags, int firstKey, int lastKey, Action action) {

    /** Executes a command; on the event loop, and without waiting for anything. */
    interface Action {
        /**
         * Begins, and sees to it that the call gets its reply now or later.
         *
         * @throws RespError if the arguments make no sense
         */
        void run(Call call);
    }

    Command {
        flags = List.copyOf(flags);
    }

    boolean takes(int arguments) {
        return arity >= 0 ? arguments == arity : arguments >= -arity;
    }

    /** Whether it may be given before the password. */
    boolean isBeforeAuth() {
        return flags.contains("no_auth");
    }
}
