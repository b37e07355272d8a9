package io.ftqueue.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that another process has started for itself. It ends with that process, also if that is killed: the end of
 * its standard input, on which nothing is ever said, tells that nobody holds the other end any more.
 */
final class ChildServer {

    private ChildServer() {}

    /** Runs the {@code server} command with these options. */
    public static void main(String[] options) {
        var watch = new Thread(ChildServer::endWithParent, "ftqueue-parent-watch");
        watch.setDaemon(true);
        watch.start();
        List<String> arguments = new ArrayList<>(List.of("server"));
        arguments.addAll(List.of(options));
        System.exit(Main.run(arguments.toArray(String[]::new)));
    }

    private static void endWithParent() {
        try {
            int read = System.in.read();
            while (read >= 0) {
                read = System.in.read();
            }
        } catch (IOException e) {
            System.getLogger(ChildServer.class.getName())
                    .log(System.Logger.Level.WARNING, "whoever started this server cannot be seen any more", e);
        }
        System.exit(ExitCode.OK);
    }
}
