package io.ftqueue.client;

import java.util.concurrent.locks.LockSupport;

/** The thread that receives where no caller does. It is started when it is needed for the first time. */
final class Pump {

    /** It stays awake between bursts: to wake it takes longer than an answer does. */
    static final long LINGER_NANOS = 20_000_000L;

    private final Engine engine;
    private final Turns turns;
    private final Thread thread = new Thread(this::run, "ftqueue-client");
    private boolean started;

    /** Set by itself with the lock of the engine held, before it sleeps. */
    private boolean asleep;

    Pump(Engine engine, Turns turns) {
        this.engine = engine;
        this.turns = turns;
        thread.setDaemon(true);
    }

    /** There is something to receive, now or later. With the lock of the engine held. */
    void need() {
        if (!started) {
            started = true;
            thread.start();
        } else if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /** The engine is closed. */
    void end() {
        LockSupport.unpark(thread);
    }

    /** Whether it may go to sleep, and goes. With the lock of the engine held. */
    boolean sleepIf(boolean nothingToDo) {
        asleep = nothingToDo;
        return asleep;
    }

    private void run() {
        long busyAtNanos = System.nanoTime();
        while (!engine.isClosed()) {
            if (turns.take()) {
                try {
                    while (!engine.isClosed() && System.nanoTime() - busyAtNanos < LINGER_NANOS) {
                        engine.receive();
                        if (engine.isWaiting()) {
                            busyAtNanos = System.nanoTime();
                        }
                    }
                } finally {
                    turns.handOver();
                }
                while (engine.mayPumpSleep()) {
                    LockSupport.park(this);
                }
            } else {
                turns.await(() -> LockSupport.park(this), engine::isClosed);
            }
            busyAtNanos = System.nanoTime();
        }
    }
}
