package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.group.Delivery;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationLogTest {

    /** 127.0.0.1:8080 and 8081. */
    private static final MemberId A = new MemberId(0x7f0000011f90L, 1);

    private static final MemberId B = new MemberId(0x7f0000011f91L, 2);

    private final ConfigurationLog log = new ConfigurationLog(5_000_000, 1_000);

    @Test
    void tellsWhereEachConfigurationCameFrom() throws IOException {
        log.add(regular(3, A), 6_000_000);
        log.add(regular(4, A, B), 8_000_000);
        log.learn(Map.of(A, "a"));
        JsonNode json = json();
        JsonNode first = json.path("configurations").path(0);
        JsonNode second = json.path("configurations").path(1);
        assertThat(first.path("previous")).isEmpty();
        assertThat(first.path("epoch").asLong()).isEqualTo(3);
        assertThat(first.path("atMillis").asLong()).isEqualTo(1_001);
        assertThat(second.path("previous")).containsExactly(first.path("id"));
        assertThat(second.path("id").asText()).isEqualTo("4@7f0000011f90.1");
        assertThat(second.path("atMillis").asLong()).isEqualTo(1_003);
        assertThat(second.path("members").toString()).isEqualTo("[\"7f0000011f90.1\",\"7f0000011f91.2\"]");
        assertThat(json.path("known").toString())
                .isEqualTo("[{\"id\":\"7f0000011f90.1\",\"name\":\"a\",\"address\":\"127.0.0.1:8080\"},"
                        + "{\"id\":\"7f0000011f91.2\",\"name\":\"127.0.0.1:8081\",\"address\":\"127.0.0.1:8081\"}]");
    }

    @Test
    void keepsTheLastOnesAndWhatTheirMembersWereCalled() throws IOException {
        log.add(regular(1, A, B), 0);
        log.learn(Map.of(A, "a", B, "b"));
        for (int epoch = 2; epoch <= ConfigurationLog.MAX_CONFIGURATIONS; epoch++) {
            log.add(regular(epoch, A), 0);
        }
        assertThat(json().path("known").toString()).contains("\"b\"");
        log.add(regular(100, A), 0);
        ConfigurationLog.Told told = log.told();
        assertThat(told.entries()).hasSize(ConfigurationLog.MAX_CONFIGURATIONS);
        assertThat(told.entries().get(0).configuration().id().epoch()).isEqualTo(2);
        assertThat(told.names()).containsOnlyKeys(A);
    }

    private JsonNode json() throws IOException {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            ConfigurationLog.write(json, log.told());
            json.writeEndObject();
        }
        return new ObjectMapper().readTree(out.toByteArray());
    }

    private static Delivery.Regular regular(long epoch, MemberId... members) {
        var configuration = new Configuration(new ConfigurationId(epoch, A), List.of(members), 1);
        return new Delivery.Regular(configuration, List.of(A), List.of());
    }
}
