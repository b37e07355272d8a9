package io.ftqueue.resp;

import io.ftqueue.client.ClientException;
import io.ftqueue.client.NoQueueException;
import io.ftqueue.client.NoServerException;
import io.ftqueue.client.OutcomeUnknownException;
import java.lang.reflect.Constructor;

/** Failures that only a client makes. */
final class TestFailures {

    private TestFailures() {}

    static ClientException outcomeUnknown() {
        return make(OutcomeUnknownException.class, "no answer within 10 ms; it may have been executed or not");
    }

    static ClientException noServer() {
        return make(NoServerException.class, "no answer within 10 ms; it was not sent");
    }

    static ClientException noQueue() {
        return make(NoQueueException.class, "there is no queue");
    }

    private static <E extends ClientException> E make(Class<E> type, String message) {
        try {
            Constructor<E> constructor = type.getDeclaredConstructor(String.class);
            constructor.setAccessible(true);
            return constructor.newInstance(message);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
