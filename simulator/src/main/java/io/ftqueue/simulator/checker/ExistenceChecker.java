package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.ResultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * M9, for the queue of one label: if all that has made it was seen by a destroy, whoever has seen these destroys does
 * not find it; and whoever has seen something that made it and that no destroy can have seen does. What makes a queue
 * is its creation, and every push. Of what is not known to have been executed somewhere only nothing follows.
 */
final class ExistenceChecker {

    /** So many that found it, and so many that did not, are looked at; those at the end among them. */
    private static final int MOST_LOOKS = 100;

    private final Histories histories;
    private final Consumer<String> counter;
    private final List<Call> touches = new ArrayList<>();
    private final List<Call> destroys = new ArrayList<>();
    private final List<Call> found = new ArrayList<>();
    private final List<Call> missed = new ArrayList<>();

    ExistenceChecker(Histories histories, Consumer<String> counter) {
        this.histories = histories;
        this.counter = counter;
    }

    /** A call on that label; in the order of their beginnings, those that empty the queue in the end included. */
    void enter(Call call) {
        boolean ran = !call.isWatched() || !call.places().isEmpty();
        switch (call.kind()) {
            case CREATE, PUSH -> {
                if (ran && (call.isWatched() || !call.ended(ResultCode.NO_QUEUE))) {
                    touches.add(call);
                }
            }
            case DESTROY -> {
                if (ran) {
                    destroys.add(call);
                }
            }
            default -> look(call);
        }
    }

    private void look(Call call) {
        ResultCode outcome = call.onlyPlace() == null ? null : call.outcome();
        if (outcome == ResultCode.OK || outcome == ResultCode.EMPTY) {
            found.add(call);
        } else if (call.kind() == OperationKind.LOOKUP && outcome == ResultCode.NO_QUEUE) {
            missed.add(call);
        }
    }

    /** Throws a {@link Violation} if the queue was there and had to be gone, or the other way round. */
    void check() {
        if (!destroys.isEmpty()) {
            some(found).forEach(this::checkFound);
        }
        some(missed).forEach(this::checkMissed);
    }

    private static List<Call> some(List<Call> calls) {
        int step = Math.max(1, calls.size() / MOST_LOOKS);
        List<Call> some = new ArrayList<>();
        for (int i = calls.size() - 1; i >= 0; i -= step) {
            some.add(calls.get(i));
        }
        return some;
    }

    private void checkFound(Call look) {
        Place here = Objects.requireNonNull(look.onlyPlace());
        List<Place> seen = new ArrayList<>();
        for (Call destroy : destroys) {
            Place there = destroy.onlyPlace();
            if (there != null && destroy.succeeded() && histories.surelySaw(here, there)) {
                seen.add(there);
            }
        }
        if (seen.isEmpty() || touches.stream().anyMatch(touch -> mayHaveKept(touch, here, seen))) {
            return;
        }
        counter.accept("resurrected");
        throw new Violation("M9", "destroyed, and there again: " + look);
    }

    /** Whether the one who looked may have seen the touch where none of these destroys had seen it. */
    private boolean mayHaveKept(Call touch, Place look, List<Place> destroyed) {
        List<Place> places = placesOf(touch);
        return places == null
                || places.stream()
                        .anyMatch(place -> histories.maySee(look, place)
                                && destroyed.stream().noneMatch(destroy -> histories.surelySaw(destroy, place)));
    }

    private void checkMissed(Call look) {
        Place here = Objects.requireNonNull(look.onlyPlace());
        for (Call touch : touches) {
            List<Place> places = touch.succeeded() || touch.isWatched() ? placesOf(touch) : null;
            boolean kept = places != null
                    && places.stream()
                            .anyMatch(place -> histories.surelySaw(here, place) && !mayBeDestroyed(place, here));
            require(!kept, "M9", "nobody has destroyed it, and it is gone: %s after %s", look, touch);
        }
    }

    private boolean mayBeDestroyed(Place touch, Place look) {
        return destroys.stream().anyMatch(destroy -> {
            List<Place> places = placesOf(destroy);
            return places == null
                    || places.stream()
                            .anyMatch(place -> histories.maySee(look, place) && histories.maySee(place, touch));
        });
    }

    /** All places at which it was executed; null if they are not known. */
    private static @Nullable List<Place> placesOf(Call call) {
        Place only = call.onlyPlace();
        return call.isWatched() ? call.places() : only == null ? null : List.of(only);
    }
}
