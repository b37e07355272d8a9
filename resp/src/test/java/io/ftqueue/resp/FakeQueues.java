package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ItemList;
import io.ftqueue.queue.codec.QueueList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Queues in memory that execute at once and answer at once, or when they are told to, or with something else. */
final class FakeQueues implements Queues {

    private record Watching(long queueId, BiConsumer<Boolean, Throwable> action) {}

    private record Answer(CompletableFuture<Result> future, Result result) {}

    /** What was asked for, in that order. */
    final List<Operation> asked = new ArrayList<>();

    private final TreeMap<String, Long> ids = new TreeMap<>();
    private final Map<Long, Deque<byte[]>> queues = new TreeMap<>();
    private final Deque<Answer> held = new ArrayDeque<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final Deque<ResultCode> codes = new ArrayDeque<>();
    private final Map<Long, byte[]> leased = new TreeMap<>();
    private final Map<Long, Watching> watches = new TreeMap<>();
    private final Throwable noQueue = TestFailures.noQueue();
    private boolean holding;
    private long lastReceipt = 1_000;
    private long lastWatch;
    private int browsed;
    private long lastId = 100;

    @Override
    public CompletableFuture<Result> ask(Operation operation) {
        asked.add(operation);
        var future = new CompletableFuture<Result>();
        if (!failures.isEmpty()) {
            future.completeExceptionally(failures.remove());
            return future;
        }
        Result result = codes.isEmpty() ? execute(operation) : Result.ofCode(codes.remove());
        if (holding) {
            held.add(new Answer(future, result));
        } else {
            future.complete(result);
        }
        return future;
    }

    @Override
    public Watch watch(long queueId, BiConsumer<Boolean, Throwable> action) {
        watches.put(++lastWatch, new Watching(queueId, action));
        long number = lastWatch;
        return () -> watches.remove(number);
    }

    /** Tells those that watch a queue with items so, and those that watch one that is gone. */
    void tell() {
        for (long number : List.copyOf(watches.keySet())) {
            Watching watching = watches.get(number);
            Deque<byte[]> queue = watching == null ? null : queues.get(watching.queueId);
            if (watching != null && (queue == null || !queue.isEmpty())) {
                watches.remove(number);
                watching.action.accept(queue != null, queue == null ? noQueue : null);
            }
        }
    }

    /** How many wait for items at the servers. */
    int watching() {
        return watches.size();
    }

    /** How many items are out under a lease. */
    int leases() {
        return leased.size();
    }

    /** All leases are over. */
    void endLeases() {
        leased.clear();
    }

    /** Executes from now on, and keeps the answers. */
    void hold() {
        holding = true;
    }

    /** Answers the oldest question that is held. */
    void answer() {
        Answer answer = held.remove();
        answer.future.complete(answer.result);
    }

    /** Answers the newest question that is held. */
    void answerLast() {
        Answer answer = held.removeLast();
        answer.future.complete(answer.result);
    }

    /** Answers all, and holds no more. */
    void answerAll() {
        holding = false;
        while (!held.isEmpty()) {
            answer();
        }
    }

    /** Answers the oldest question that is held with a failure, though it was executed, and then the others. */
    void replaceHeld(RuntimeException failure) {
        held.remove().future.completeExceptionally(failure);
        answerAll();
    }

    int heldAnswers() {
        return held.size();
    }

    /** The next operations are not executed but fail like that. */
    void fail(RuntimeException... next) {
        failures.addAll(List.of(next));
    }

    /** The next operations are not executed but come to that. */
    void comeTo(ResultCode... next) {
        codes.addAll(List.of(next));
    }

    /** What another client does. */
    void destroy(String label) {
        Long id = ids.remove(label);
        if (id != null) {
            queues.remove(id);
        }
    }

    /** The items of a queue, or null. */
    List<String> items(String label) {
        Long id = ids.get(label);
        return id == null ? null : queues.get(id).stream().map(FakeQueues::text).toList();
    }

    private Result execute(Operation operation) {
        if (operation instanceof Operation.Create create) {
            return Result.ofNumber(ids.computeIfAbsent(text(create.label()), label -> {
                queues.put(++lastId, new ArrayDeque<>());
                return lastId;
            }));
        } else if (operation instanceof Operation.Lookup lookup) {
            Long id = ids.get(text(lookup.label()));
            return id == null ? Result.ofCode(ResultCode.NO_QUEUE) : Result.ofNumber(id);
        } else if (operation instanceof Operation.Push push) {
            return on(push.queueId(), queue -> {
                queue.add(push.item());
                return Result.done();
            });
        } else if (operation instanceof Operation.Pop pop) {
            return on(pop.queueId(), queue -> item(queue.poll()));
        } else if (operation instanceof Operation.Top top) {
            return on(top.queueId(), queue -> item(queue.peek()));
        } else if (operation instanceof Operation.Size size) {
            return on(size.queueId(), queue -> Result.ofNumber(queue.size()));
        } else if (operation instanceof Operation.Destroy destroy) {
            return on(destroy.queueId(), queue -> {
                queues.remove(destroy.queueId());
                ids.values().remove(destroy.queueId());
                return Result.done();
            });
        } else if (operation instanceof Operation.Browse browse) {
            return on(browse.queueId(), queue -> {
                var list = new ItemList();
                var items =
                        queue.stream().skip(browse.skip()).limit(browse.max()).iterator();
                while (items.hasNext() && list.add(items.next())) {
                    browsed++;
                }
                return new Result(ResultCode.OK, queue.size(), list.toBytes());
            });
        } else if (operation instanceof Operation.Queues labels) {
            var list = new QueueList();
            var entries = ids.tailMap(text(labels.from())).entrySet().stream()
                    .limit(labels.max())
                    .iterator();
            boolean fits = true;
            while (fits && entries.hasNext()) {
                var entry = entries.next();
                byte[] label = entry.getKey().getBytes(StandardCharsets.ISO_8859_1);
                fits = list.add(entry.getValue(), label, 0, 0);
            }
            return new Result(ResultCode.OK, ids.size(), list.toBytes());
        }
        return executeLease(operation);
    }

    private Result executeLease(Operation operation) {
        if (operation instanceof Operation.Take take) {
            return on(take.queueId(), queue -> {
                byte[] item = queue.poll();
                if (item == null) {
                    return Result.ofCode(ResultCode.EMPTY);
                }
                leased.put(++lastReceipt, item);
                return new Result(ResultCode.OK, lastReceipt, item);
            });
        } else if (operation instanceof Operation.Ack ack) {
            return Result.ofCode(leased.remove(ack.receipt()) == null ? ResultCode.LEASE_ENDED : ResultCode.OK);
        } else if (operation instanceof Operation.Nack nack) {
            byte[] item = leased.remove(nack.receipt());
            return item == null
                    ? Result.ofCode(ResultCode.LEASE_ENDED)
                    : on(nack.queueId(), queue -> {
                        queue.addFirst(item);
                        return Result.done();
                    });
        }
        throw new IllegalArgumentException("not known here: " + operation);
    }

    private Result on(long id, Function<Deque<byte[]>, Result> action) {
        Deque<byte[]> queue = queues.get(id);
        return queue == null ? Result.ofCode(ResultCode.NO_QUEUE) : action.apply(queue);
    }

    private static Result item(byte[] item) {
        return item == null ? Result.ofCode(ResultCode.EMPTY) : Result.ofItem(item);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
