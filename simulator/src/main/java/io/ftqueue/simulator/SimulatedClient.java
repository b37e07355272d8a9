package io.ftqueue.simulator;

/** A client: asks, asks again when no answer comes, and keeps books. */
interface SimulatedClient extends Endpoint {

    /** Begins to ask. */
    void start();

    /** Asks for nothing new; what it has asked for it still wants answered. */
    void stop();

    /** Vanishes: asks for nothing, hears nothing, waits for nothing. */
    void die();

    /** Takes what is unanswered to another server. */
    void move(int server);

    /** Whether it waits for no answer. */
    boolean isIdle();

    /**
     * An answer to this client leaves a server; it may get lost on its way.
     *
     * @return whether it is the first answer to something
     */
    boolean leaving(SimulatedServer from, SimulatedAddress to, byte[] datagram);
}
