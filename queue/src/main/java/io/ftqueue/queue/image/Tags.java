package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.queue.codec.Hashing;

/** The numbers that name configurations to clients. */
public final class Tags {

    private Tags() {}

    /** Never 0, which stands for none, nor {@link EchoRuns#UNKNOWN}. */
    public static long of(ConfigurationId configuration) {
        long hash = Hashing.mix(configuration.epoch());
        hash = Hashing.then(hash, configuration.representative().server());
        hash = Hashing.then(hash, configuration.representative().incarnation());
        return hash == 0 || hash == EchoRuns.UNKNOWN ? 1 : hash;
    }
}
