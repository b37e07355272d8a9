package io.ftqueue.tests.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What clients have pushed and popped, and whether one queue can have told them that: nothing acknowledged is lost,
 * nothing comes twice, and the items of each producer come in their order. Producers number their items from 0.
 */
final class Ledger {

    private static final int MOST_COMPLAINTS = 10;

    private final List<Producer> producers = new ArrayList<>();
    private final List<Consumer> consumers = new ArrayList<>();

    /** One that pushes an item when the one before has been answered. Used by one thread. */
    static final class Producer {
        private final int number;
        private final List<Integer> inDoubt = new ArrayList<>();
        private int next;

        private Producer(int number) {
            this.number = number;
        }

        /** The next item. */
        long next() {
            return (long) number << Integer.SIZE | next++;
        }

        /** Nobody knows whether the last item is in the queue. */
        void doubt() {
            inDoubt.add(next - 1);
        }
    }

    /** One that pops; what it notes is in the order in which its pops took effect. Used by one thread. */
    static final class Consumer {
        private final List<Pop> pops = new ArrayList<>();
        private int inDoubt;

        void popped(long item, long beganNanos, long endedNanos) {
            pops.add(new Pop(item, beganNanos, endedNanos));
        }

        /** Nobody knows whether that pop has taken an item. */
        void doubt() {
            inDoubt++;
        }
    }

    private record Pop(long item, long beganNanos, long endedNanos) {
        int producer() {
            return (int) (item >>> Integer.SIZE);
        }

        int number() {
            return (int) item;
        }

        @Override
        public String toString() {
            return producer() + "-" + number();
        }
    }

    synchronized Producer producer() {
        var producer = new Producer(producers.size());
        producers.add(producer);
        return producer;
    }

    synchronized Consumer consumer() {
        var consumer = new Consumer();
        consumers.add(consumer);
        return consumer;
    }

    /** How many pushes were answered. For the time after the load, as all below. */
    synchronized long acknowledged() {
        return producers.stream()
                .mapToLong(producer -> producer.next - producer.inDoubt.size())
                .sum();
    }

    /** How many items came out. */
    synchronized long popped() {
        return consumers.stream().mapToLong(consumer -> consumer.pops.size()).sum();
    }

    /** How many pushes and pops have no answer. */
    synchronized long inDoubt() {
        return producers.stream().mapToLong(producer -> producer.inDoubt.size()).sum()
                + consumers.stream().mapToLong(consumer -> consumer.inDoubt).sum();
    }

    /** What no queue would have done, or nothing. The queue must have been drained. */
    synchronized List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        List<Map<Integer, Pop>> popped = new ArrayList<>();
        producers.forEach(producer -> popped.add(new TreeMap<>()));
        for (Consumer consumer : consumers) {
            Map<Integer, Pop> last = new HashMap<>();
            for (Pop pop : consumer.pops) {
                if (pop.producer() >= producers.size() || pop.number() >= producers.get(pop.producer()).next) {
                    complaints.add(pop + " was never pushed");
                    continue;
                }
                if (popped.get(pop.producer()).put(pop.number(), pop) != null) {
                    complaints.add(pop + " came twice");
                }
                Pop before = last.put(pop.producer(), pop);
                if (before != null && before.number() > pop.number()) {
                    complaints.add(pop + " came after " + before);
                }
            }
        }
        for (Producer producer : producers) {
            complainOfOrder(popped.get(producer.number), complaints);
        }
        complainOfLoss(popped, complaints);
        return complaints.size() <= MOST_COMPLAINTS ? complaints : complaints.subList(0, MOST_COMPLAINTS);
    }

    /** No item has come out, to whomever, before an earlier one of its producer was even asked for. */
    private static void complainOfOrder(Map<Integer, Pop> ofProducer, List<String> complaints) {
        List<Pop> latestFirst = new ArrayList<>(ofProducer.values());
        Pop earliest = null;
        for (int i = latestFirst.size() - 1; i >= 0; i--) {
            Pop pop = latestFirst.get(i);
            if (earliest != null && earliest.endedNanos() - pop.beganNanos() < 0) {
                complaints.add(earliest + " came before " + pop + ", to another consumer");
            }
            if (earliest == null || pop.endedNanos() - earliest.endedNanos() < 0) {
                earliest = pop;
            }
        }
    }

    private void complainOfLoss(List<Map<Integer, Pop>> popped, List<String> complaints) {
        List<String> lost = new ArrayList<>();
        for (Producer producer : producers) {
            for (int number = 0; number < producer.next; number++) {
                if (!popped.get(producer.number).containsKey(number) && !producer.inDoubt.contains(number)) {
                    lost.add(producer.number + "-" + number);
                }
            }
        }
        // A pop without an answer may have taken one item out.
        int mayBeGone =
                consumers.stream().mapToInt(consumer -> consumer.inDoubt).sum();
        if (lost.size() > mayBeGone) {
            complaints.add(lost.size() + " lost, of which " + mayBeGone + " may have been popped without an answer: "
                    + lost.subList(0, Math.min(MOST_COMPLAINTS, lost.size())));
        }
    }
}
