package io.ftqueue.group.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    private static final MemberId A = new MemberId(1, 4);
    private static final MemberId B = new MemberId(2, 1);
    private static final ConfigurationId ID = new ConfigurationId(1, A);

    @Test
    void theTurnRotates() {
        Configuration configuration = new Configuration(ID, List.of(A, B, new MemberId(3, 1)), 1);
        assertThat(configuration.sequencerOf(1)).isEqualTo(1);
        assertThat(configuration.sequencerOf(2)).isEqualTo(2);
        assertThat(configuration.sequencerOf(3)).isZero();
        // Slots do not end where an int does.
        assertThat(configuration.sequencerOf(1L << 33)).isEqualTo((int) ((1L << 33) % 3));
    }

    @Test
    void membersHavePlaces() {
        Configuration configuration = new Configuration(ID, List.of(A, B), 1);
        assertThat(configuration.indexOf(B)).isEqualTo(1);
        assertThat(configuration.indexOf(new MemberId(2, 2))).isEqualTo(-1);
        assertThat(configuration.member(0)).isEqualTo(A);
    }

    @Test
    void whatIsNoConfigurationIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Configuration(ID, List.of(), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Configuration(ID, List.of(B, A), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Configuration(ID, List.of(A, A), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Configuration(ID, List.of(A), 0));
        List<MemberId> many = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            many.add(new MemberId(i + 1, 1));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Configuration(ID, many, 1));
    }

    @Test
    void identifiersAreOrderedByEpochFirst() {
        assertThat(new ConfigurationId(2, A)).isGreaterThan(new ConfigurationId(1, B));
        assertThat(new ConfigurationId(1, B)).isGreaterThan(ID);
        assertThat(ID).isGreaterThan(ConfigurationId.NONE);
        assertThat(ConfigurationId.NONE.isNone()).isTrue();
        assertThat(new MemberId(1, 5)).isGreaterThan(A);
        assertThat(B).isGreaterThan(new MemberId(1, 99));
        assertThat(MemberId.NONE).isLessThan(A);
    }
}
