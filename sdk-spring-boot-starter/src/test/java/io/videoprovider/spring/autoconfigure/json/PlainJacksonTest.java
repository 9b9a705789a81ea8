package io.videoprovider.spring.autoconfigure.json;

import static io.videoprovider.spring.autoconfigure.json.CoreValues.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.token.JoinToken;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The types of the core module and the entries of the history in a Jackson 2 and a Jackson 3 mapper without the module of the starter. */
class PlainJacksonTest {

    private static final JsonMapper JACKSON_3 = JsonMapper.builder().build();

    private static final ObjectMapper JACKSON_2 =
            new ObjectMapper().registerModule(new JavaTimeModule()).disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

    static Stream<Object> values() {
        return Stream.<Object>concat(Stream.concat(CoreValues.records(), CoreValues.entries()), CoreValues.others())
                .filter(value -> !(value instanceof JoinToken));
    }

    @Test
    void the_sample_has_many_values() {
        assertThat(values()).hasSizeGreaterThan(75);
    }

    @ParameterizedTest
    @MethodSource("values")
    void secrets_are_omitted(Object value) throws Exception {
        assertThat(JACKSON_2.writeValueAsString(value)).doesNotContain(SECRET);
        assertThat(JACKSON_3.writeValueAsString(value)).doesNotContain(SECRET);
    }

    @Test
    void join_token_is_written_because_a_client_needs_it() throws Exception {
        JoinToken token = CoreValues.record(JoinToken.class);

        assertThat(Json.parse(JACKSON_2.writeValueAsString(token)).string("token"))
                .isEqualTo(SECRET);
        assertThat(Json.parse(JACKSON_3.writeValueAsString(token)).string("token"))
                .isEqualTo(SECRET);
    }

    // As in docs/json.md.

    interface CallIdJson {

        @Override
        @JsonValue
        String toString();

        @JsonCreator
        static CallId parse(String text) {
            return CallId.parse(text);
        }
    }

    interface TextJson {

        @Override
        @JsonValue
        String toString();
    }

    interface IngressJson {

        @JsonIgnore(false)
        String streamKey();
    }

    @Test
    void mix_ins_write_ids_as_text_and_include_what_is_omitted() throws Exception {
        Ingress ingress = CoreValues.record(Ingress.class);
        String jackson2 = JACKSON_2
                .copy()
                .addMixIn(CallId.class, CallIdJson.class)
                .addMixIn(Ingress.class, IngressJson.class)
                .writeValueAsString(ingress);
        String jackson3 = JACKSON_3
                .rebuild()
                .addMixIn(CallId.class, CallIdJson.class)
                .addMixIn(Ingress.class, IngressJson.class)
                .build()
                .writeValueAsString(ingress);

        for (String json : new String[] {jackson2, jackson3}) {
            assertThat(Json.parse(json).string("call")).isEqualTo("visit:b-42");
            assertThat(Json.parse(json).string("streamKey")).isEqualTo(SECRET);
            assertThat(Json.parse(json).has("url")).isFalse();
        }
    }

    @Test
    void mix_ins_read_call_ids_from_text() throws Exception {
        CallId id = CallId.of("visit", "b-42");

        assertThat(JACKSON_2.copy().addMixIn(CallId.class, CallIdJson.class).readValue("\"visit:b-42\"", CallId.class))
                .isEqualTo(id);
        assertThat(JACKSON_3
                        .rebuild()
                        .addMixIn(CallId.class, CallIdJson.class)
                        .build()
                        .readValue("\"visit:b-42\"", CallId.class))
                .isEqualTo(id);
    }

    @Test
    void mix_in_writes_records_of_one_text_as_text() throws Exception {
        RecordingId id = new RecordingId("EG_1");

        assertThat(JACKSON_2.copy().addMixIn(RecordingId.class, TextJson.class).writeValueAsString(id))
                .isEqualTo("\"EG_1\"");
        assertThat(JACKSON_2
                        .copy()
                        .addMixIn(RecordingId.class, TextJson.class)
                        .readValue("\"EG_1\"", RecordingId.class))
                .isEqualTo(id);
        JsonMapper jackson3 =
                JACKSON_3.rebuild().addMixIn(RecordingId.class, TextJson.class).build();
        assertThat(jackson3.writeValueAsString(id)).isEqualTo("\"EG_1\"");
        assertThat(jackson3.readValue("\"EG_1\"", RecordingId.class)).isEqualTo(id);
    }

    @Test
    void records_are_objects() throws Exception {
        Recording recording = CoreValues.record(Recording.class);

        for (String json :
                new String[] {JACKSON_2.writeValueAsString(recording), JACKSON_3.writeValueAsString(recording)}) {
            Json read = Json.parse(json);
            assertThat(read.object("id").string("value")).isEqualTo("a-RecordingId.value");
            assertThat(read.asMap())
                    .containsKeys("status", "startedAt", "files")
                    .doesNotContainKey("raw");
        }
    }
}
