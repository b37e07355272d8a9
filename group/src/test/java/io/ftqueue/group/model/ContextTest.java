package io.ftqueue.group.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ContextTest {

    private static ConfigurationId id(long epoch) {
        return new ConfigurationId(epoch, new MemberId(1, 1));
    }

    private static Context random(Random random) {
        Context context = Context.BLANK;
        for (int i = random.nextInt(4); i > 0; i--) {
            context = context.with(id(1 + random.nextInt(3)), 1 + random.nextInt(4));
        }
        return context;
    }

    @Test
    void knowsWhatItHasExecuted() {
        Context context = Context.BLANK.with(id(1), 5);
        assertThat(context.knows(id(1), 5)).isTrue();
        assertThat(context.knows(id(1), 6)).isFalse();
        assertThat(context.knows(id(2), 1)).isFalse();
        assertThat(context.with(id(1), 4)).isEqualTo(context);
    }

    @Test
    void differentBranchesDoNotDominateEachOther() {
        Context left = Context.BLANK.with(id(1), 5).with(id(2), 7);
        Context right = Context.BLANK.with(id(1), 5).with(id(3), 7);
        assertThat(left.dominates(right)).isFalse();
        assertThat(right.dominates(left)).isFalse();
        assertThat(left.join(right).dominates(left)).isTrue();
        assertThat(left.dominates(Context.BLANK)).isTrue();
    }

    @Test
    void joinIsTheLeastUpperBound() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            Context a = random(random);
            Context b = random(random);
            Context c = random(random);
            Context joined = a.join(b);
            assertThat(joined).isEqualTo(b.join(a));
            assertThat(joined.join(c)).isEqualTo(a.join(b.join(c)));
            assertThat(a.join(a)).isEqualTo(a);
            assertThat(joined.dominates(a) && joined.dominates(b)).isTrue();
            assertThat(c.dominates(a) && c.dominates(b)).isEqualTo(c.dominates(joined));
            assertThat(a.dominates(b) && b.dominates(a)).isEqualTo(a.equals(b));
        }
    }
}
