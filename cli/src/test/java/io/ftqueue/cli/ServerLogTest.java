package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerLogTest {

    @Test
    void writesAnObjectALine() throws JsonProcessingException {
        var context = new LoggerContext();
        var event = new LoggingEvent(
                "test",
                context.getLogger("io.ftqueue.some"),
                Level.WARN,
                "a \"{}\"\nof two lines",
                new IllegalStateException("why"),
                new Object[] {"queue"});
        String line = new String(ServerLog.json(context).encode(event), StandardCharsets.UTF_8);
        assertThat(line.lines()).hasSize(1);
        assertThat(line).endsWith("\n");
        JsonNode json = new ObjectMapper().readTree(line);
        List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly("timestamp", "level", "threadName", "loggerName", "formattedMessage", "throwable");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("formattedMessage").asText()).isEqualTo("a \"queue\"\nof two lines");
        assertThat(json.path("throwable").path("message").asText()).isEqualTo("why");
    }
}
