package io.ftqueue.resp;

import io.ftqueue.client.ClientConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/** A client of a gateway without sockets. What it sends and gets is Latin-1 text, in which each byte is a character. */
final class TestClient implements AutoCloseable {

    /** A gateway, the queues behind it and the loop it runs on. */
    static final class Host implements Executor {
        final FakeQueues queues = new FakeQueues();
        final Gateway gateway;
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        Host(RespConfig config) {
            gateway = new Gateway(config, this, List.of(queues), queues, () -> List.of("127.0.0.1:8080"));
        }

        Host() {
            this(config());
        }

        static RespConfig config() {
            return RespConfig.of(0, ClientConfig.defaults());
        }

        TestClient connect() {
            return new TestClient(this);
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void runAll() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private final Host host;
    final EmbeddedChannel channel = new EmbeddedChannel();

    private TestClient(Host host) {
        this.host = host;
        host.gateway.accept(channel);
    }

    /** Sends bytes and returns what has come by then. */
    String send(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        return received();
    }

    /** Sends a command. */
    String call(String... arguments) {
        return send(encode(arguments));
    }

    /** What has come since it was asked last. */
    String received() {
        host.runAll();
        channel.runPendingTasks();
        var text = new StringBuilder();
        ByteBuf next = channel.readOutbound();
        while (next != null) {
            text.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
            next = channel.readOutbound();
        }
        return text.toString();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    static String encode(String... arguments) {
        var text = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            text.append('$')
                    .append(argument.length())
                    .append("\r\n")
                    .append(argument)
                    .append("\r\n");
        }
        return text.toString();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
