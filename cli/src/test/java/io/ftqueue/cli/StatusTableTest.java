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
                        "#  SERVER          ADDRESS         STATE        PHASE    SLOT  STABLE  STATE HASH",
                        "1  a               127.0.0.1:8080  OPERATIONAL  SERVING  7     6       00ff",
                        "2  127.0.0.1:8081  127.0.0.1:8081  NO ANSWER",
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

    @Test
    void tellsOfSplitsMergesAndRefusals() throws JsonProcessingException {
        String text = table("""
                [{"name":"a","address":"127.0.0.1:8080","configuration":{"id":"3@1","epoch":3,"members":[]},
                  "queues":[],
                  "partition":{"blocked":["127.0.0.1:8081","127.0.0.1:8082"],"silent":true,"healsAfter":2},
                  "merges":[{"at":"2026-11-23T10:00:00.500Z","sides":[["a","b"],["c"]],"queues":[
                    {"id":7,"label":"jobs","brought":[3,1],"common":10,"removed":[0,1],"returned":0,"duplicateCount":1,
                     "atLeast":false,"duplicates":[{"item":"5/1","poppers":["6/2","7/3"]}]},
                    {"id":0,"label":"old","brought":[0,0],"common":0,"removed":[0,0],"returned":0,"duplicateCount":0,
                     "atLeast":false,"duplicates":[]}]}],
                  "refusals":[{"at":"2026-11-23T10:00:00Z","reason":"not merged with x","members":["x"]}]},
                 {"name":"b","address":"127.0.0.1:8081","configuration":{"id":"3@1","epoch":3,"members":[]},
                  "queues":[],"partition":null,"merges":[],"refusals":[]}]
                """);
        assertThat(text.lines())
                .contains(
                        "Split to try it out: a does not hear b, 127.0.0.1:8082, "
                                + "and leaves answers to text requests to them; heals after 2 more text requests",
                        "Merge at 2026-11-23 10:00:00Z of a, b with c",
                        "  Queue jobs, id 7",
                        "    10 items that all sides had",
                        "    3 items brought by a, b",
                        "    1 item brought by c",
                        "    1 item of c gone: another side had popped or destroyed it",
                        "    1 item popped on more than one side",
                        "      the item of push 5/1, by pops 6/2 and 7/3",
                        "  Queue old, which is gone",
                        "Refused by a: not merged with x")
                .containsOnlyOnce("  Queue jobs, id 7");
    }

    private static String table(String json) throws JsonProcessingException {
        var text = new StringWriter();
        var out = new PrintWriter(text);
        new StatusTable(new ObjectMapper().readTree(json)).print(out);
        out.flush();
        return text.toString();
    }
}
