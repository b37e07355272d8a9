package io.ftqueue.client;

import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Request;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A script that keeps its first answer back until the test lets it go. */
final class Held implements FakeServer.Script {

    private final FakeServer.Script script;
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    Held(FakeServer.Script script) {
        this.script = script;
    }

    @Override
    public List<ClientFrame> answer(int request, Request frame) {
        asked.complete(null);
        released.orTimeout(30, TimeUnit.SECONDS).join();
        return script.answer(request, frame);
    }

    /** Waits until the server has been asked. */
    void awaitRequest() {
        asked.orTimeout(30, TimeUnit.SECONDS).join();
    }

    void release() {
        released.complete(null);
    }
}
