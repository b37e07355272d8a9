package io.ftqueue.client;

import java.util.List;

/**
 * Of several items that were to be pushed not all are known to be in the queue. Those that are {@link Fate#PUSHED} are,
 * in their order; those that are {@link Fate#NOT_PUSHED} are not and will not be, and can be pushed again; of those
 * that are {@link Fate#UNKNOWN} it is not known. The cause is what happened to the first that was not pushed.
 */
public final class PartlyPushedException extends ClientException {

    private static final long serialVersionUID = 1L;

    /** What became of an item. */
    public enum Fate {
        /** It is in the queue. */
        PUSHED,
        /** It is not in the queue and will not be. */
        NOT_PUSHED,
        /** It was sent, and no answer came in time. */
        UNKNOWN
    }

    private final transient List<Fate> fates;

    PartlyPushedException(List<Fate> fates, ClientException cause) {
        super(sentence(fates, cause), cause);
        this.fates = List.copyOf(fates);
    }

    /** What became of each item, in the order in which they were given. */
    public List<Fate> fates() {
        return fates;
    }

    /** How many items have that fate. */
    public int count(Fate fate) {
        return count(fates, fate);
    }

    private static int count(List<Fate> fates, Fate fate) {
        return (int) fates.stream().filter(each -> each == fate).count();
    }

    private static String sentence(List<Fate> fates, ClientException cause) {
        return "of " + fates.size() + " items " + count(fates, Fate.PUSHED) + " were pushed, "
                + count(fates, Fate.NOT_PUSHED) + " were not and can be pushed again, and of "
                + count(fates, Fate.UNKNOWN) + " it is not known: " + cause.getMessage();
    }
}
