package io.ftqueue.examples.jobs;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.Codec;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.Leased;
import io.ftqueue.client.ReplicatedQueue;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import io.ftqueue.server.ServerListener;
import io.ftqueue.server.StartException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One instance of an application that does jobs. All instances share the queue of jobs, and each keeps a copy of it:
 * there is no other process to install, to start or to watch over. An instance that crashes takes no job with it: those
 * that wait are held by the others, too, and the one that it was at is back in the queue when its lease has run out.
 */
public final class JobRunner implements AutoCloseable {

    /** Longer than any job takes. A job that takes longer may be done by another instance, too. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** How long the servers are waited at for a job; then it is time to see whether this instance is to end. */
    private static final Duration WAIT = Duration.ofMillis(500);

    private final FtQueueServer server;
    private final FtQueueClient client;
    private final ReplicatedQueue<String> jobs;
    private final Thread worker;
    private volatile boolean closing;

    private JobRunner(FtQueueServer server, FtQueueClient client, Consumer<String> work) {
        this.server = server;
        this.client = client;
        this.jobs = client.queue("jobs", Codec.utf8());
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

    /** Adds a job; on return two instances hold it, if there are two. Some instance will do it. */
    public void submit(String job) {
        jobs.push(job);
    }

    /** How many jobs wait. */
    public long waiting() {
        return jobs.size();
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
                doNext(work);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A job is gone only when it is done. */
    private void doNext(Consumer<String> work) throws InterruptedException {
        try {
            Optional<Leased<String>> job = jobs.take(LEASE, WAIT);
            if (job.isPresent()) {
                work.accept(job.get().value());
                job.get().ack();
            }
        } catch (ClientException e) {
            // No server for the moment, or a job that took longer than its lease: some instance will do it again.
            System.err.println(e.getMessage());
        }
    }
}
