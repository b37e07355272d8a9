package io.ftqueue.simulator;

import io.ftqueue.queue.Result;
import io.ftqueue.simulator.checker.Call;

/** What a native client wants. */
interface Demand {

    /** Invokes the client's next operation; it is sent with others. */
    void invokeNext(NativeClient client);

    /** The first answer to a call of the client has come. */
    default void answered(Call call, Result result) {}
}
