package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartGraceTest {

    private static final MemberId SELF = new MemberId(1, 1);
    private static final MemberId OTHER = new MemberId(2, 1);

    private final StartGrace grace = new StartGrace(0, false);

    @Test
    void takesClientsAtOnceWhereNobodyElseIsHeard() {
        assertThat(grace.isOver(1, null, List.of())).isFalse();
        assertThat(grace.isOver(2, of(SELF), List.of())).isTrue();
    }

    @Test
    void waitsUntilItIsTogetherWithThoseItHears() {
        assertThat(grace.isOver(1, of(SELF), List.of(OTHER))).isFalse();
        assertThat(grace.isOver(2, of(SELF, OTHER), List.of(OTHER))).isTrue();
        assertThat(grace.isOver(3, of(SELF), List.of(OTHER)))
                .as("a later partition")
                .isTrue();
    }

    @Test
    void servesAloneWhenNobodyTakesItIn() {
        assertThat(grace.isOver(2_999_999_999L, of(SELF), List.of(OTHER))).isFalse();
        assertThat(grace.isOver(3_000_000_001L, of(SELF), List.of(OTHER))).isTrue();
    }

    @Test
    void waitsForOthersWhereItsDirectoryIsNew() {
        var patient = new StartGrace(0, true);
        assertThat(patient.isOver(2_999_999_999L, of(SELF), List.of())).isFalse();
        assertThat(patient.isOver(3_000_000_001L, of(SELF), List.of())).isTrue();
        assertThat(new StartGrace(0, true).isOver(1, of(SELF, OTHER), List.of(OTHER)))
                .isTrue();
    }

    private static Configuration of(MemberId... members) {
        return new Configuration(new ConfigurationId(1, SELF), List.of(members), 1);
    }
}
