package io.ftqueue.cli;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.FtQueueClient;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Who calls commands, and what it means to them. This is a command line, which calls one; a shell calls many, keeps a
 * connection for them and has defaults of its own.
 */
class Caller {

    /** What a command does with a connection. */
    interface Work {
        int run(FtQueueClient client) throws Exception;
    }

    /** Who calls a command. */
    static Caller of(CommandSpec command) {
        return ((Main) command.root().userObject()).caller();
    }

    /** Whether results are JSON without being asked for as such. */
    boolean isJson() {
        return false;
    }

    /** Whether a JSON document is to take one line, as more of them may follow. */
    boolean printsLines() {
        return false;
    }

    /** A complaint as it is printed. */
    String complaint(String sentence) {
        return Screen.red("ftqueue:") + " " + sentence;
    }

    /** What to type for the help of a command. */
    String helpFor(CommandSpec command) {
        return command.qualifiedName() + " --help";
    }

    /** What clients do where options do not say otherwise. */
    ClientConfig defaults() {
        return ClientConfig.defaults();
    }

    /** Runs what needs a connection. */
    int with(ClientConfig config, Work work) throws Exception {
        try (FtQueueClient client = FtQueueClient.connect(config)) {
            return work.run(client);
        }
    }
}
