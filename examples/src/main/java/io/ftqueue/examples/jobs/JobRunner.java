package io.ftqueue.examples.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import io.ftqueue.server.ServerListener;
import io.ftqueue.server.StartException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One instance of an application that does jobs. All instances share the queue of jobs, and each keeps a copy of it:
 * there is no other process to install, to start or to watch over. An instance that crashes takes no job with it that
 * still waits, because the others hold the queue, too.
 */
public final class JobRunner implements AutoCloseable {

    private static final long LOOK_AGAIN_MILLIS = 50;

    private final FtQueueServer server;
    private final FtQueueClient client;
    private final long jobs;
    private final Thread worker;
    private volatile boolean closing;

    private JobRunner(FtQueueServer server, FtQueueClient client, Consumer<String> work) {
        this.server = server;
        this.client = client;
        this.jobs = client.create("jobs");
        this.worker = new Thread(() -> run(work), "jobs");
    }

    /**
     * Starts an instance.
     *
     * @param config of its server; the usual one finds the other instances of this host by itself
     * @param listener hears who comes and goes
     * @param work does a job, on a thread of the instance's
     * @throws StartException if the server cannot start
     */
    public static JobRunner start(ServerConfig config, ServerListener listener, Consumer<String> work)
            throws StartException {
        // These two are all it takes: a member of the group, and a client that talks to it first.
        FtQueueServer server = FtQueueServer.start(config, listener);
        try {
            FtQueueClient client =
                    FtQueueClient.connect(ClientConfig.defaults().withServers(List.of(server.address())));
            JobRunner runner = new JobRunner(server, client, work);
            runner.worker.start();
            return runner;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Adds a job; on return two instances hold it, if there are two. Some instance will do it, once. */
    public void submit(String job) {
        client.push(jobs, job.getBytes(UTF_8));
    }

    /** How many jobs wait. */
    public long waiting() {
        return client.size(jobs);
    }

    /** The server inside this instance. */
    public FtQueueServer server() {
        return server;
    }

    /** Ends this instance after the job that it is at. The others go on. */
    @Override
    public void close() {
        closing = true;
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
        server.close();
    }

    private void run(Consumer<String> work) {
        try {
            while (!closing) {
                Optional<byte[]> job = client.pop(jobs);
                if (job.isPresent()) {
                    work.accept(new String(job.get(), UTF_8));
                } else {
                    TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
