package io.ftqueue.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.http.ClusterWatch.View;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read out of pictures of servers. */
class PictureTest {

    private static final long SECOND = 1_000_000_000L;
    private static final InetSocketAddress A = new InetSocketAddress(TestServer.ipv4("127.0.0.1"), 8080);
    private static final InetSocketAddress B = new InetSocketAddress(TestServer.ipv4("127.0.0.1"), 8081);

    private static Picture picture(long seconds, Picture.Server... servers) {
        return new Picture(1_000 * seconds, seconds * SECOND, A, List.of(servers));
    }

    private static Picture.Server server(InetSocketAddress address, String json) {
        try {
            return new Picture.Server(address, Json.read(json.replace('\'', '"')), true);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static String counters(long delivered, long operations, long issued, long repeated) {
        return "{'member':'m','counters':{'group.slots-delivered':" + delivered + ",'queue.native.operations':"
                + operations + ",'group.payloads-submitted':" + issued + ",'group.slots-repeated':" + repeated + "}}";
    }

    @Test
    void countsRatesFromOnePictureToTheNext() {
        Picture before = picture(1, server(A, counters(100, 10, 1_000, 0)), server(B, counters(90, 0, 0, 5)));
        Picture now = picture(3, server(A, counters(140, 30, 1_500, 0)), server(B, counters(140, 4, 0, 7)));
        JsonNode rates = new Rates(new View(now, before)).json();
        assertThat(rates.path("slotsPerSecond").asDouble()).isEqualTo(25);
        assertThat(rates.path("operationsPerSecond").asDouble()).isEqualTo(12);
        assertThat(rates.path("retransmissionsPerSecond").asDouble()).isEqualTo(1);
        assertThat(rates.path("lossPerMille").asDouble()).isEqualTo(4);
        JsonNode first = new Rates(new View(now, null)).json();
        assertThat(first.path("slotsPerSecond").isNull()).isTrue();
        assertThat(first.path("lossPerMille").isNull()).isTrue();
    }

    @Test
    void countsNothingForAServerThatBeganAgain() {
        Picture before = picture(1, server(A, counters(100, 10, 0, 0)));
        Picture now = picture(2, server(A, counters(500, 500, 0, 0).replace("'m'", "'later'")));
        JsonNode rates = new Rates(new View(now, before)).json();
        assertThat(rates.path("slotsPerSecond").asDouble()).isZero();
        assertThat(rates.path("operationsPerSecond").asDouble()).isZero();
    }

    @Test
    void tellsTheLatencyOfTheBusiestServer() {
        Picture now = picture(
                1,
                server(A, "{'latencyMicros':{'recent':1,'p50':7,'p99':8,'max':9}}"),
                server(B, "{'latencyMicros':{'recent':5,'p50':1,'p99':2,'max':3}}"));
        assertThat(new Rates(new View(now, null)).json().path("latencyMicros").toString())
                .isEqualTo("{\"p50\":1,\"p99\":2,\"max\":3}");
    }

    @Test
    void ratesQueuesByWhatTheOwnServerCounts() {
        Picture before = picture(1, server(A, "{'member':'m','queues':[{'id':5,'pushed':10,'popped':4}]}"));
        Picture now = picture(
                3,
                server(A, "{'member':'m','queues':[{'id':5,'pushed':30,'popped':4},{'id':6,'pushed':1,'popped':0}]}"));
        var rates = new QueueRates(new View(now, before));
        ObjectNode known = Json.object();
        rates.describe(5, known);
        assertThat(known.path("pushedPerSecond").asDouble()).isEqualTo(10);
        assertThat(known.path("poppedPerSecond").asDouble()).isZero();
        ObjectNode young = Json.object();
        rates.describe(6, young);
        assertThat(young.path("pushedPerSecond").asDouble()).isEqualTo(0.5);
        ObjectNode unknown = Json.object();
        new QueueRates(null).describe(5, unknown);
        assertThat(unknown.path("pushedPerSecond").isNull()).isTrue();
    }

    private static final String SERVING = "{'name':'a','state':'OPERATIONAL','phase':'SERVING',"
            + "'configuration':{'id':'CONF','epoch':7,'members':[{'name':'a'},{'address':'127.0.0.1:8081'}]},"
            + "'queues':[QUEUES],'merges':[MERGES]}";

    private static Picture.Server serving(String configuration, String queues, String merges) {
        return server(
                A,
                SERVING.replace("CONF", configuration).replace("QUEUES", queues).replace("MERGES", merges));
    }

    @Test
    void noticesWhatIsNew() {
        String merge = "{'at':'2026-11-23T10:00:00Z','sides':[['a'],['b']],'queues':[]}";
        Picture before = picture(1, serving("1@a", "{'id':1,'label':'gone'}", ""));
        Picture now = picture(
                2, serving("2@a", "{'id':2,'label':'new'}", merge), new Picture.Server(B, Json.object(), false));
        List<String> kinds = new ArrayList<>();
        for (ObjectNode change : Changes.between(before, now)) {
            assertThat(change.path("at").asLong()).isEqualTo(2_000);
            kinds.add(change.path("kind").asText() + " "
                    + Stream.of("address", "health", "id", "members", "event", "label")
                            .filter(change::has)
                            .map(field -> change.path(field).toString())
                            .toList());
        }
        assertThat(kinds)
                .containsExactly(
                        "server [\"127.0.0.1:8081\", \"silent\"]",
                        "configuration [\"2@a\", [\"a\",\"127.0.0.1:8081\"]]",
                        "merge []",
                        "queue [\"2\", \"created\", \"new\"]",
                        "queue [\"1\", \"destroyed\", \"gone\"]");
        assertThat(Changes.between(now, now)).isEmpty();
    }

    @Test
    void tellsOneMergeOnceThoughServersNoteItAtDifferentTimes() {
        String first = "{'at':'2026-11-23T10:00:00Z','sides':[['a'],['b']],'queues':[]}";
        String later = first.replace("10:00:00", "10:00:04");
        String another = first.replace("10:00:00", "10:05:00");
        Picture now = picture(1, serving("1@a", "", first), server(B, "{'merges':[" + later + "," + another + "]}"));
        assertThat(Merges.of(now)).hasSize(2);
    }

    @Test
    void drawsSplitsAndMergesOutOfWhatEachServerRemembers() {
        String root = "{'id':'r','epoch':1,'atMillis':10,'previous':[],'members':['ma','mb']}";
        String left = "{'id':'x','epoch':2,'atMillis':20,'previous':['r'],'members':['ma']}";
        String right = "{'id':'y','epoch':2,'atMillis':21,'previous':['r'],'members':['mb']}";
        String merged = "{'id':'z','epoch':3,'atMillis':30,'previous':['FROM'],'members':['ma','mb']}";
        String known = "'known':[{'id':'ma','name':'a','address':'1'},{'id':'mb','name':'NAME','address':'2'}]";
        Picture now = picture(
                1,
                server(
                        A,
                        "{'configuration':{'id':'z'},'configurations':[" + root + "," + left + ","
                                + merged.replace("FROM", "x") + "]," + known.replace("NAME", "2") + "}"),
                server(
                        B,
                        "{'configuration':{'id':'z'},'configurations':[" + right + "," + merged.replace("FROM", "y")
                                + "]," + known.replace("NAME", "b") + "}"));
        JsonNode graph = HistoryGraph.of(now);
        assertThat(graph.path("nodes").findValuesAsText("current")).containsExactly("false", "false", "false", "true");
        assertThat(graph.path("edges").toString())
                .isEqualTo("[{\"from\":\"r\",\"to\":\"x\"},{\"from\":\"r\",\"to\":\"y\"},"
                        + "{\"from\":\"x\",\"to\":\"z\"},{\"from\":\"y\",\"to\":\"z\"}]");
        assertThat(graph.path("nodes").path(0).path("members").findValuesAsText("name"))
                .containsExactly("a", "b");
    }
}
