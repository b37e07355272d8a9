package io.ftqueue.tests.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/** A group that is cut into sides, serves clients on each of them, is healed, and has to be one again. */
final class Partition implements AutoCloseable {

    /** How soon after the network all servers must have one state. */
    private static final Duration ONE_AGAIN = Duration.ofSeconds(3);

    /** Clients of the first side that are with a server of the second when the network is cut. */
    private static final List<String> STRAYS = List.of("stray-push", "stray-pop", "late-pop");

    private final Split split;
    private final Cluster cluster;
    private final List<Side> sides = new ArrayList<>();

    /** Popped and pushed to on every side. */
    private final Books shared = new Books("shared");

    /** Nobody does anything to it during the cut. */
    private final Books untouched = new Books("untouched");

    /** Destroyed on one side. */
    private final Books doomed = new Books("doomed");

    /** Destroyed on one side, and pushed to on another. */
    private final Books revived = new Books("revived");

    /** For clients that were with a server of another side. */
    private final Books astray = new Books("astray");

    /** For clients that never stop. */
    private final Books trickle = new Books("trickle");

    /** Made on every side. */
    private final Books twins = new Books("twins");

    /** One for each side, made there. */
    private final List<Books> own = new ArrayList<>();

    private final List<Trickle.Mark> settled = new ArrayList<>();
    private final List<Trickle.Mark> merged = new ArrayList<>();

    private Partition(Split split, Cluster cluster) {
        this.split = split;
        this.cluster = cluster;
        for (int side = 0; side < split.sides(); side++) {
            String name = split.name(side);
            sides.add(new Side(name, cluster.agents().get(side), split.servers(side)));
            own.add(new Books("own-" + name));
        }
    }

    /** Starts the servers, in one configuration. */
    static Partition start(Split split) {
        Namespaces network = Namespaces.create(split.servers() + split.sides());
        Cluster cluster = Cluster.start(network, split.servers(), split.sides(), true);
        try {
            cluster.servers().awaitOneConfiguration();
            return new Partition(split, cluster);
        } catch (AssertionError | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** What all sides are to have. */
    void fill() {
        Side first = sides.get(0);
        for (Books books : List.of(shared, untouched, doomed, revived, astray, trickle)) {
            sides.forEach(side -> side.create(books));
            first.pushBefore(books, books == trickle ? 20 : 6);
        }
        STRAYS.forEach(client -> first.connectStray(client, sides.get(1)));
        sides.forEach(side -> side.startTrickle(trickle));
        awaitProgress("the trickle", List.of());
    }

    /** Cuts the network and waits until every side serves its clients. */
    void cut() {
        split.cut(cluster.network());
        List<Trickle.Mark> atCut = marks();
        for (Side side : sides) {
            Await.until(
                    "a configuration of side " + side.name(),
                    Servers.PATIENCE,
                    () -> Status.areOneConfiguration(side.statuses(), side.size()));
        }
        awaitProgress("clients on every side", atCut);
        settled.addAll(marks());
        System.out.println(split + ": longest times without an answer on each side, in ms: "
                + settled.stream().map(Trickle.Mark::longestMillis).toList());
    }

    /** Has the clients of every side do what the other sides cannot know. */
    void workApart() {
        for (int i = 0; i < sides.size(); i++) {
            Side side = sides.get(i);
            // A push comes first: it may go to a server of another side, too, which must not make two items of it.
            side.push(shared, 1);
            side.pop(shared, List.of(2, 3, 1).get(i));
            side.push(shared, 2);
            // In different orders, so that sides that count would give the same id to different labels.
            List<Books> made = i % 2 == 0 ? List.of(own.get(i), twins) : List.of(twins, own.get(i));
            for (Books books : made) {
                side.create(books);
                side.push(books, 3);
                side.pop(books, 1);
            }
        }
        Side first = sides.get(0);
        Side second = sides.get(1);
        first.destroy(doomed);
        first.destroy(revived);
        second.push(revived, 2);
        second.pop(astray, 1);
        first.pushAstray("stray-push", astray);
        first.popAstray("stray-pop", astray);
        first.confirm("stray-pop", astray);
        first.popAstray("late-pop", astray);
    }

    /** Heals the network; soon all servers must have one state. */
    void heal(SoftAssertions soft) {
        cluster.network().heal();
        long healedNanos = System.nanoTime();
        cluster.servers().awaitEqualStates();
        long millis = millisSince(healedNanos);
        System.out.println(split + ": all servers have one state " + millis + " ms after the heal");
        soft.assertThat(millis).as("from the heal to equal states").isLessThanOrEqualTo(ONE_AGAIN.toMillis());
        List<Trickle.Mark> atMerge = marks();
        merged.addAll(atMerge);
        awaitProgress("clients that go on", atMerge);
        sides.get(0).confirm("late-pop", astray);
        for (int i = 0; i < sides.size(); i++) {
            sides.get(i).stopTrickle(trickle, settled.get(i), merged.get(i));
        }
    }

    /** Queues there are, and by which ids. */
    void checkQueues(SoftAssertions soft) {
        List<Status> statuses = cluster.servers().awaitEqualStates();
        for (Status status : statuses) {
            soft.assertThat(status.labels())
                    .as("queues of " + status.address())
                    .containsExactlyInAnyOrderElementsOf(
                            kept().map(Books::label).toList());
        }
        Map<Long, String> labels = new TreeMap<>();
        kept().forEach(books -> ids(books).forEach(id -> {
            String other = labels.put(id, books.label());
            soft.assertThat(other).as("another queue of id " + id).isNull();
            if (books != trickle) {
                soft.assertThat(sides.stream().map(side -> side.size(id)))
                        .as("size of " + books.label() + " by its id " + id)
                        .containsOnly((long) books.live().size());
            }
        }));
        for (Side side : sides) {
            soft.assertThat(side.look(doomed)).as("id of a destroyed queue").isZero();
            soft.assertThat(side.size(side.id(doomed)))
                    .as("size of a destroyed queue")
                    .isEqualTo(-1);
        }
        MergeReports.check(statuses, Stream.concat(kept(), Stream.of(doomed)).toList(), soft);
    }

    /** Has every side push by the ids it knows, and then takes out everything that there is. */
    void drain(SoftAssertions soft) {
        for (int i = 0; i < sides.size(); i++) {
            sides.get(i).push(twins, 1);
            sides.get(i).push(own.get(i), 1);
        }
        List<Books> all = kept().toList();
        for (int i = 0; i < all.size(); i++) {
            Books books = all.get(i);
            Side side = sides.get(i % sides.size());
            soft.check(() -> soft.assertThat(books.complaints(side.drain(ids(books))))
                    .as(books.label())
                    .isEmpty());
        }
        System.out.println(split + ": items popped on more than one side: "
                + all.stream()
                        .filter(books -> !books.duplicates().isEmpty())
                        .map(books -> books.label() + " " + books.duplicates().size())
                        .toList());
        soft.assertThat(cluster.servers().awaitEqualStates())
                .extracting(Status::items)
                .containsOnly(0L);
    }

    private Stream<Books> kept() {
        return Stream.concat(Stream.of(shared, untouched, revived, astray, trickle, twins), own.stream());
    }

    private List<Long> ids(Books books) {
        return sides.stream()
                .map(side -> side.id(books))
                .filter(id -> id != 0)
                .distinct()
                .toList();
    }

    private List<Trickle.Mark> marks() {
        return sides.stream().map(Side::mark).toList();
    }

    /** Waits until all clients have had three answers more; the last is to a question that was asked since. */
    private void awaitProgress(String what, List<Trickle.Mark> since) {
        Await.until(what, Servers.PATIENCE, () -> {
            List<Trickle.Mark> now = marks();
            for (int i = 0; i < now.size(); i++) {
                Trickle.Mark before = since.isEmpty() ? new Trickle.Mark(0, 0, 0, 0) : since.get(i);
                if (now.get(i).pushes() < before.pushes() + 3 || now.get(i).pops() < before.pops() + 3) {
                    return false;
                }
            }
            return true;
        });
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
