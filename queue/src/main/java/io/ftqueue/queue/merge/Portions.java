package io.ftqueue.queue.merge;

import java.util.Iterator;
import java.util.function.Consumer;

/** Work on many things, a portion at a step: a server that does not come back to its group for long is missed. */
public final class Portions {

    /** Things at a step that take some microseconds each. */
    private static final int AT_ONCE = 512;

    private Portions() {}

    /** Hands on some more things; true if those were all. */
    public static <T> boolean take(Iterator<? extends T> things, Consumer<? super T> to) {
        for (int i = 0; i < AT_ONCE && things.hasNext(); i++) {
            to.accept(things.next());
        }
        return !things.hasNext();
    }
}
