package io.ftqueue.queue.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MergeRehearsalTest {

    @Test
    void comesToTheSameEachTime() {
        assertThat(MergeRehearsal.play(300)).isEqualTo(MergeRehearsal.play(300)).isNotEqualTo(MergeRehearsal.play(301));
    }
}
