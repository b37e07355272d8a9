package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.cli.DemoCommand.ClaimException;
import io.ftqueue.client.FtQueueClient;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Closes the books of a load: what went in came out, once. */
final class DemoBooks {

    private final LocalServers servers;
    private final Output output;

    DemoBooks(LocalServers servers, Output output) {
        this.servers = servers;
        this.output = output;
    }

    /** Drains the queue, prints the sums, and claims that they come out. */
    void balance(FtQueueClient client, long id, Ledger ledger)
            throws ClaimException, TimeoutException, InterruptedException {
        long undrained = client.size(id);
        List<JsonNode> statuses = servers.awaitEqualStates(DemoCommand.PATIENCE);
        say(
                "All three have the same state again: %s",
                String.join(", ", statuses.stream().map(DemoCommand::describe).toList()));
        Optional<byte[]> item = client.pop(id);
        while (item.isPresent()) {
            ledger.popped(DemoCommand.text(item));
            item = client.pop(id);
        }
        say("Drained the %,d items that were left.", undrained);
        Ledger.Balance balance = ledger.balance(client.size(id));
        say("Ledger:");
        say("  acknowledged  %,12d pushes", balance.acknowledged());
        say("  popped        %,12d items", balance.popped());
        say("  left          %,12d", balance.left());
        say("  lost          %,12d", balance.lost());
        say("  duplicated    %,12d", balance.duplicated());
        say("  in doubt      %,12d operations without an answer", balance.inDoubt());
        DemoCommand.claim("nothing acknowledged is lost, nothing comes twice", balance.holds());
    }

    private void say(String format, Object... values) {
        output.say(String.format(Locale.ROOT, format, values));
    }
}
