package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class StatusTableTest {

    @Test
    void showsServersConfigurationsAndQueues() throws JsonProcessingException {
        String text = table("""
                [{"name":"a","address":"127.0.0.1:8080","state":"OPERATIONAL","phase":"SERVING","deliveredSlot":7,
                  "stableSlot":6,"stateHash":"00ff","configuration":{"id":"3@1","epoch":3,"members":[
                    {"name":"a","address":"127.0.0.1:8080","ready":true},
                    {"name":"","address":"127.0.0.1:8081","ready":false}]},
                  "queues":[{"id":1,"label":"fruit","size":2},{"id":2,"labelBase64":"/w==","size":0}]},
                 {"name":"127.0.0.1:8081","address":"127.0.0.1:8081","state":"NO ANSWER"}]
                """);
        assertThat(text.lines())
                .containsExactly(
                        "SERVER          ADDRESS         STATE        PHASE    SLOT  STABLE  STATE HASH",
                        "a               127.0.0.1:8080  OPERATIONAL  SERVING  7     6       00ff",
                        "127.0.0.1:8081  127.0.0.1:8081  NO ANSWER",
                        "",
                        "Configuration 3, 2 members: a, 127.0.0.1:8081 (catching up)",
                        "",
                        "QUEUE  LABEL        SIZE",
                        "1      fruit        2",
                        "2      base64:/w==  0");
    }

    @Test
    void saysThatThereAreNoQueues() throws JsonProcessingException {
        assertThat(table("[{\"name\":\"a\",\"queues\":[]}]")).contains("No queues");
    }

    private static String table(String json) throws JsonProcessingException {
        var text = new StringWriter();
        var out = new PrintWriter(text);
        new StatusCommand.StatusTable(new ObjectMapper().readTree(json)).print(out);
        out.flush();
        return text.toString();
    }
}
