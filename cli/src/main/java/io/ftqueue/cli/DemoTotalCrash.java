package io.ftqueue.cli;

import static io.ftqueue.cli.DemoCommand.claim;

import io.ftqueue.cli.DemoCommand.ClaimException;
import io.ftqueue.cli.LocalServers.ServerProcess;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Kills all servers at once under load, and starts them again. */
final class DemoTotalCrash {

    private final LocalServers servers;
    private final Output output;

    DemoTotalCrash(LocalServers servers, Output output) {
        this.servers = servers;
        this.output = output;
    }

    void run(FtQueueClient client) throws ClaimException, IOException, InterruptedException, TimeoutException {
        long id = client.create("total");
        var ledger = new Ledger();
        var load = new DemoLoad(servers.clientConfig(), id, ledger);
        // More push than pop, so that items are queued when it happens.
        load.start(4, 2);
        TimeUnit.SECONDS.sleep(2);
        long before = load.operations();
        long crashed = System.nanoTime();
        for (ServerProcess server : servers.servers()) {
            server.process.destroyForcibly();
        }
        for (ServerProcess server : servers.servers()) {
            servers.kill(server);
        }
        say("Killed all three servers at once (SIGKILL) under load; %,d operations were answered.", before);
        for (ServerProcess server : servers.servers()) {
            servers.restart(server);
        }
        servers.awaitOneConfiguration(DemoCommand.PATIENCE);
        say(
                "Started them again: they serve %d ms after the kill, with what is on their disks.",
                DemoCommand.millisSince(crashed));
        TimeUnit.SECONDS.sleep(2);
        load.stop();
        ClientException failure = load.failure();
        claim("every client goes on (" + (failure == null ? "" : failure.getMessage()) + ")", failure == null);
        claim("operations go on after all servers were gone", load.operations() > before);
        new DemoBooks(servers, output).balance(client, id, ledger);
    }

    private void say(String format, Object... values) {
        output.say(String.format(Locale.ROOT, format, values));
    }
}
