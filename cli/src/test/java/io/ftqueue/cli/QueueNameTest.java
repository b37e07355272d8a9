package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.cli.SoloServer.Outcome;
import io.ftqueue.server.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine.TypeConversionException;

/** Queues by what people call them. */
@Timeout(60)
class QueueNameTest {

    private static SoloServer server;

    @BeforeAll
    static void start() throws IOException, StartException {
        server = SoloServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aLabelNamesItsQueue() {
        String id = server.client("create", "jobs").out().strip();
        assertThat(server.client("push", "jobs", "first", "second")).isEqualTo(new Outcome(0, "", ""));
        assertThat(server.client("pop", "jobs")).isEqualTo(new Outcome(0, "first\n", ""));
        assertThat(server.client("pop", "label:jobs")).isEqualTo(new Outcome(0, "second\n", ""));
        assertThat(server.client("pop", "jobs")).isEqualTo(new Outcome(5, "", "ftqueue: queue jobs is empty\n"));
        assertThat(server.client("size", "id:" + id)).isEqualTo(new Outcome(0, "0\n", ""));
        assertThat(server.client("size", "base64:am9icw==")).isEqualTo(new Outcome(0, "0\n", ""));
    }

    @Test
    void aNumberIsAnIdIfThereIsSuchAQueueAndElseALabel() {
        String id = server.client("create", "of-the-id").out().strip();
        server.client("push", id, "by id");
        server.client("create", "7");
        server.client("push", "7", "by label");
        assertThat(server.client("pop", "7").out()).isEqualTo("by label\n");
        // A queue whose label is the other's id does not get in its way.
        server.client("create", id);
        server.client("push", "label:" + id, "of the label");
        assertThat(server.client("pop", id).out()).isEqualTo("by id\n");
        assertThat(server.client("pop", "label:" + id).out()).isEqualTo("of the label\n");
        assertThat(server.client("pop", "id:7").err()).isEqualTo("ftqueue: there is no queue 7\n");
    }

    @Test
    void aQueueThatIsNotThereIsNamedAsItWasTyped() {
        assertThat(server.client("pop", "nothing"))
                .isEqualTo(new Outcome(1, "", "ftqueue: there is no queue nothing; make it with: create nothing\n"));
        assertThat(server.client("pop", "12345")).isEqualTo(new Outcome(1, "", "ftqueue: there is no queue 12345\n"));
        assertThat(server.client("pop", "9".repeat(19)).err()).contains("there is no queue 999");
    }

    @Test
    void everyLabelHasANameThatMeansNoOther() {
        for (String text :
                List.of("jobs", "7", "", "id:7", "label:x", "base64:x", "-5", "a b", "z\u00fcrich", "a\nb")) {
            byte[] label = text.getBytes(StandardCharsets.UTF_8);
            String name = QueueName.ofLabel(label);
            assertThat(QueueName.label(name)).as(name).isEqualTo(label);
            assertThat(name).doesNotStartWith("-").doesNotContain("\n");
        }
        assertThat(QueueName.ofLabel("jobs".getBytes(StandardCharsets.UTF_8))).isEqualTo("jobs");
        assertThat(QueueName.ofLabel("7".getBytes(StandardCharsets.UTF_8))).isEqualTo("label:7");
        byte[] noText = {(byte) 0xff, 0};
        assertThat(QueueName.label(QueueName.ofLabel(noText))).isEqualTo(noText);
    }

    @Test
    void anIdThatIsNoneIsRefused() {
        assertThatThrownBy(() -> QueueName.of("id:seven"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("label:id:seven");
    }
}
