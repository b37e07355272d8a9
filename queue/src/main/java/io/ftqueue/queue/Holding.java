package io.ftqueue.queue;

/**
 * How safe it is what an answer tells of.
 *
 * @param servers how many servers hold it at least, 1 to 255; 0 if that is not known
 * @param onDisk whether it would outlive a power cut of all of them: it is on the disk of the server that answered
 */
public record Holding(int servers, boolean onDisk) {

    /** Nothing is known. */
    public static final Holding UNKNOWN = new Holding(0, false);

    /** What fits in a reply. */
    public static final int MAX_SERVERS = 255;

    /** Checks the range. */
    public Holding {
        if (servers < 0 || servers > MAX_SERVERS) {
            throw new IllegalArgumentException("held by " + servers + " servers");
        }
    }

    /** For people. */
    @Override
    public String toString() {
        return "held by " + servers + (servers == 1 ? " server, " : " servers, ")
                + (onDisk ? "on disk" : "in memory only");
    }
}
