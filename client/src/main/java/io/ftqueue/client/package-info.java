/**
 * The client library. {@link io.ftqueue.client.FtQueueClient} finds the servers, sends what is asked, repeats it where
 * no answer comes, turns to another server where one falls silent, and says so when an outcome is unknown.
 *
 * <pre>{@code
 * try (FtQueueClient client = FtQueueClient.connect()) {            // servers of this host
 *     ReplicatedQueue<String> jobs = client.queue("jobs", Codec.utf8());
 *     jobs.push("first");
 *     jobs.pushAll(List.of("second", "third"));
 *     Optional<String> next = jobs.poll(Duration.ofSeconds(5));     // waits at the servers
 *     try (Leased<String> job = jobs.take(Duration.ofSeconds(30)).orElseThrow()) {
 *         System.out.println(job.value());                          // comes back if this process dies here
 *         job.ack();
 *     }
 * }
 * }</pre>
 *
 * <ul>
 *   <li>{@link io.ftqueue.client.ReplicatedQueue} is a queue of values; {@link io.ftqueue.client.AsyncQueue} is the
 *       same without waiting, and {@link io.ftqueue.client.ReplicatedQueue#asBlockingQueue} the same as a collection.
 *   <li>{@link io.ftqueue.client.Codec} makes items of values.
 *   <li>{@link io.ftqueue.client.Leased} is a value that comes back unless it is acknowledged.
 *   <li>{@link io.ftqueue.client.FTQueue} has the seven operations of the original program.
 *   <li>{@link io.ftqueue.client.ClientException} and those that extend it say what went wrong and what to do.
 * </ul>
 *
 * <p>Nothing is null unless it says so.
 */
@NullMarked
package io.ftqueue.client;

import org.jspecify.annotations.NullMarked;
