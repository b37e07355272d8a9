package io.ftqueue.examples.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.examples.Loopback;
import io.ftqueue.server.ServerConfig;
import io.ftqueue.server.ServerListener;
import io.ftqueue.server.ServerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances with a server inside do each job once, and outlive each other. */
@Timeout(60)
class JobRunnerTest {

    private static final int JOBS = 200;

    @Test
    void instancesShareTheJobsAndOutliveEachOther() throws Exception {
        ServerConfig config = Loopback.config();
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        var company = new Company();
        try (JobRunner a = JobRunner.start(config.withName("a"), company, done::add);
                JobRunner b = start(config, "b", done)) {
            try (JobRunner c = start(config, "c", done)) {
                company.await(3);
                for (int i = 0; i < JOBS; i++) {
                    List.of(a, b, c).get(i % 3).submit("job " + i);
                }
                assertThat(take(done, JOBS)).containsExactlyInAnyOrderElementsOf(names(0));
            }
            company.await(2);
            for (int i = 0; i < JOBS; i++) {
                b.submit("job " + (JOBS + i));
            }
            assertThat(take(done, JOBS)).containsExactlyInAnyOrderElementsOf(names(JOBS));
            assertThat(a.waiting()).isZero();
        }
        assertThat(done).as("jobs done twice").isEmpty();
    }

    private static JobRunner start(ServerConfig config, String name, BlockingQueue<String> done) throws Exception {
        return JobRunner.start(config.withName(name).withPort(Loopback.freePort()), ServerListener.NONE, done::add);
    }

    private static List<String> names(int first) {
        return IntStream.range(first, first + JOBS).mapToObj(i -> "job " + i).toList();
    }

    private static List<String> take(BlockingQueue<String> done, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (taken.size() < count) {
            String next = done.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("after " + taken.size() + " jobs").isNotNull();
            taken.add(next);
        }
        return taken;
    }

    /** Hears how many instances there are. */
    private static final class Company implements ServerListener {
        private final BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();

        @Override
        public void serving(ServerStatus status) {
            sizes.add(status.members().size());
        }

        void await(int size) throws InterruptedException {
            Integer next = sizes.poll(30, TimeUnit.SECONDS);
            while (next == null || next != size) {
                assertThat(next).as("instances").isNotNull();
                next = sizes.poll(30, TimeUnit.SECONDS);
            }
        }
    }
}
