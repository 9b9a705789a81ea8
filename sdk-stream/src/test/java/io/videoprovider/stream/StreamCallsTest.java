package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.bodies;
import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.json;
import static io.videoprovider.stream.Tests.operations;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallQuery;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.DeleteMode;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.emulator.stream.StreamRequest;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.transcription.TranscriptionRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls. Verifies the requests of each operation. */
class StreamCallsTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private StreamClient client;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(StreamClient.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private static CallRequest with(String vendorOptions) {
        return CallRequest.builder(LOBBY)
                .maxParticipants(7)
                .vendorOptions(ProviderId.STREAM, json(vendorOptions))
                .build();
    }

    @Nested
    class GetOrCreate {

        @Test
        void a_call_without_options_contains_only_its_creator() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));

            StreamRequest request = emulator.requests().get(0);
            assertThat(emulator.requests()).hasSize(1);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/api/v2/video/call/default/lobby");
            assertThat(Json.parse(request.body())).isEqualTo(json("{'data':{'created_by_id':'videoprovider-server'}}"));
        }

        @Test
        void everything_has_its_place() {
            Instant start = Instant.now().plusSeconds(60);

            Call call = video.calls()
                    .getOrCreate(CallRequest.builder(CallId.of("livestream", "l-1"))
                            .title("Weekly \"sync\"")
                            .startsAt(start)
                            .custom("bookingId", "b-42")
                            .maxParticipants(7)
                            .createdBy("host-1")
                            .build());

            Json data = body(emulator, "GetOrCreateCall").object("data");
            assertThat(data.asMap()).containsOnlyKeys("created_by_id", "custom", "starts_at", "settings_override");
            assertThat(data.string("created_by_id")).isEqualTo("host-1");
            assertThat(data.object("custom").asMap())
                    .isEqualTo(Map.of("title", "Weekly \"sync\"", "bookingId", "b-42"));
            assertThat(data.string("starts_at")).isEqualTo(start.toString());
            assertThat(data.object("settings_override")).isEqualTo(json("{'limits':{'max_participants':7}}"));
            assertThat(call.created()).isTrue();
            assertThat(call.ignoredOptions()).isEmpty();
            assertThat(call.custom()).isEqualTo(Map.of("bookingId", "b-42"));
            assertThat(call.raw().object("created_by").string("id")).isEqualTo("host-1");
        }

        @Test
        void the_server_user_can_be_named() {
            try (StreamVideoProvider named =
                    Tests.providerOf(emulator).serverUser("backend").build()) {
                named.calls().getOrCreate(CallRequest.of(LOBBY));
            }

            assertThat(body(emulator, "GetOrCreateCall").object("data").string("created_by_id"))
                    .isEqualTo("backend");
        }

        @Test
        void vendor_options_are_sent_beside_the_others() {
            video.calls()
                    .getOrCreate(
                            with("{'team':'blue','video':true,'settings_override':{'recording':{'mode':'disabled'}}}"));

            Json data = body(emulator, "GetOrCreateCall").object("data");
            assertThat(data.string("team")).isEqualTo("blue");
            assertThat(data.bool("video")).isTrue();
            assertThat(data.object("settings_override"))
                    .isEqualTo(json("{'recording':{'mode':'disabled'},'limits':{'max_participants':7}}"));
            assertThat(client.calls().getCall(CallId.of("lobby")).raw().string("team"))
                    .isEqualTo("blue");
        }

        @Test
        void a_limit_of_the_vendors_options_stays_beside_that_on_participants() {
            video.calls().getOrCreate(with("{'settings_override':{'limits':{'max_duration_seconds':3600}}}"));

            assertThat(body(emulator, "GetOrCreateCall").object("data").object("settings_override"))
                    .isEqualTo(json("{'limits':{'max_duration_seconds':3600,'max_participants':7}}"));
        }

        @Test
        void custom_data_of_the_vendors_options_stays_beside_the_applications() {
            video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .title("T")
                            .vendorOptions(ProviderId.STREAM, json("{'custom':{'floor':3}}"))
                            .build());

            assertThat(body(emulator, "GetOrCreateCall").object("data").object("custom"))
                    .isEqualTo(json("{'floor':3,'title':'T'}"));
        }

        @Test
        void options_of_another_vendor_are_not_sent() {
            video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .vendorOptions(ProviderId.LIVEKIT, json("{'team':'red'}"))
                            .build());

            assertThat(body(emulator, "GetOrCreateCall").object("data").asMap()).containsOnlyKeys("created_by_id");
        }

        @Test
        void a_title_among_the_custom_data_is_refused_before_any_request() {
            assertThatThrownBy(() -> video.calls()
                            .getOrCreate(CallRequest.builder(LOBBY)
                                    .custom("title", "T")
                                    .build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("title");
            assertThat(emulator.requests()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"{'ring':true}", "{'notify':true}", "{'data':{},'ring':true,'notify':true}"})
        void ringing_is_rejected_because_it_cannot_be_repeated(String body) {
            assertThatThrownBy(() -> client.calls().getOrCreateCall(CallId.of("lobby"), json(body)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("ringCall");
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void ringing_uses_the_generic_request_and_is_sent_once() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));
            emulator.faults().inject("GetOrCreateCall", StreamFault.dropAfterProcessing());

            VideoException lost = catchThrowableOfType(
                    VideoException.class,
                    () -> client.request("POST", "video/call/default/lobby", json("{'ring':true}")));

            assertThat(lost.outcomeUnknown()).isTrue();
            assertThat(requests(emulator, "GetOrCreateCall")).hasSize(2);
        }

        @Test
        void the_options_that_a_call_does_not_have_are_named() {
            video.calls().getOrCreate(CallRequest.builder(LOBBY).title("First").build());

            Call again = video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .title("Second")
                            .startsAt(Instant.now())
                            .custom("a", "b")
                            .maxParticipants(3)
                            .build());

            assertThat(again.created()).isFalse();
            assertThat(again.title()).isEqualTo("First");
            assertThat(again.ignoredOptions())
                    .containsExactlyInAnyOrder("title", "startsAt", "custom", "maxParticipants");
        }
    }

    @Nested
    class Listing {

        @Test
        void pages_are_fetched_by_cursor_and_on_demand() {
            IntStream.range(0, 203)
                    .forEach(i -> client.calls()
                            .getOrCreateCall(CallId.of("c-" + i), json("{'data':{'created_by_id':'host'}}")));

            Page<Call> first = video.calls().list();
            assertThat(requests(emulator, "QueryCalls")).hasSize(1);
            List<String> ids = new ArrayList<>();
            first.forEach(call -> ids.add(call.id().id()));

            assertThat(first.items()).hasSize(100);
            assertThat(ids)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 203).mapToObj(i -> "c-" + i).toList());
            List<Json> sent = bodies(emulator, "QueryCalls");
            assertThat(sent).hasSize(3);
            assertThat(sent.get(0))
                    .isEqualTo(json(
                            "{'filter_conditions':{},'sort':[{'field':'created_at','direction':1}]," + "'limit':100}"));
            assertThat(sent.get(1).string("next")).isNotEmpty();
            assertThat(sent.get(2).string("next"))
                    .isNotEmpty()
                    .isNotEqualTo(sent.get(1).string("next"));
            assertThat(sent.get(2).number("limit")).isEqualTo(100);
        }

        @Test
        void a_recording_of_each_kind_is_switched_on_in_the_settings_of_the_call() {
            Map<RecordingRequest, String> settings = Map.of(
                    RecordingRequest.composite()
                            .layout(Layout.GRID)
                            .quality(Quality.HD_720P)
                            .build(),
                    "{'recording':{'mode':'auto-on','quality':'720p','layout':{'name':'grid'}}}",
                    RecordingRequest.composite().audioOnly().build(),
                    "{'recording':{'mode':'auto-on','audio_only':true}}",
                    RecordingRequest.individual().audioOnly().build(),
                    "{'individual_recording':{'mode':'auto-on','output_types':['audio_only']}}",
                    RecordingRequest.raw().build(),
                    "{'raw_recording':{'mode':'auto-on'}}");
            settings.forEach((recording, json) -> {
                int before = bodies(emulator, "GetOrCreateCall").size();
                CallRequest request = CallRequest.builder(CallId.random("rec"))
                        .record(recording)
                        .build();

                video.calls().getOrCreate(request);

                assertThat(bodies(emulator, "GetOrCreateCall")
                                .get(before)
                                .object("data")
                                .object("settings_override"))
                        .isEqualTo(json(json));
                assertThat(video.calls().getOrCreate(request).ignoredOptions()).isEmpty();
            });
        }

        @Test
        void a_recording_whose_options_are_no_settings_of_a_call_is_refused_before_any_request() {
            for (RecordingRequest recording : List.of(
                    RecordingRequest.composite()
                            .storage(Storage.named("bucket"))
                            .build(),
                    RecordingRequest.individual().quality(Quality.HD_720P).build(),
                    RecordingRequest.composite().path("x.mp4").build())) {
                assertThatThrownBy(() -> video.calls()
                                .getOrCreate(CallRequest.builder(LOBBY)
                                        .record(recording)
                                        .build()))
                        .isInstanceOf(UnsupportedFeatureException.class);
            }
            assertThatThrownBy(() -> video.calls()
                            .getOrCreate(CallRequest.builder(LOBBY)
                                    .transcribe(TranscriptionRequest.builder()
                                            .storage(Storage.named("bucket"))
                                            .build())
                                    .build()))
                    .isInstanceOf(UnsupportedFeatureException.class);
            assertThat(emulator.requests()).isEmpty();
        }

        @Test
        void a_query_is_sent_as_filter_and_sort_with_each_page() {
            Instant start = Instant.parse("2026-05-04T10:00:00Z");
            IntStream.range(0, 101)
                    .forEach(i -> client.calls()
                            .getOrCreateCall(
                                    CallId.of("livestream", "c-" + i),
                                    json("{'data':{'created_by_id':'host','starts_at':'2026-05-04T10:00:00Z','custom':"
                                            + "{'booking':'b-42'}}}")));
            CallQuery query = CallQuery.builder()
                    .createdBy("host")
                    .type("livestream")
                    .startsFrom(start)
                    .startsBefore(start.plusSeconds(1))
                    .custom("booking", "b-42")
                    .order(CallQuery.Order.LATEST_START_FIRST)
                    .build();

            assertThat(video.calls().list(query)).hasSize(101);

            List<Json> sent = bodies(emulator, "QueryCalls");
            assertThat(sent).hasSize(2);
            assertThat(sent.get(0))
                    .isEqualTo(json(
                            "{'filter_conditions':{'created_by_user_id':{'$eq':'host'},'type':{'$eq':'livestream'},"
                                    + "'starts_at':{'$gte':'2026-05-04T10:00:00Z','$lt':'2026-05-04T10:00:01Z'},"
                                    + "'custom.booking':{'$eq':'b-42'}},'sort':[{'field':'starts_at','direction':-1}],"
                                    + "'limit':100}"));
            assertThat(sent.get(1).object("filter_conditions"))
                    .isEqualTo(sent.get(0).object("filter_conditions"));
        }

        @Test
        void a_filter_that_stream_would_read_as_something_else_is_refused_before_any_request() {
            for (String name : List.of("a.b", "$or", "title")) {
                assertThatThrownBy(() -> video.calls()
                                .list(CallQuery.builder().custom(name, "x").build()))
                        .isInstanceOf(InvalidRequestException.class)
                        .hasMessageContaining("custom");
            }
            assertThatThrownBy(() -> video.calls()
                            .list(CallQuery.builder().member("Jörg").build()))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("member");
            assertThat(requests(emulator, "QueryCalls")).isEmpty();
        }

        @Test
        void calls_are_looked_up_by_their_ids_and_none_by_none() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));

            List<Call> found = video.calls()
                    .list(List.of(LOBBY, LOBBY, CallId.of("other", "absent")))
                    .items();

            assertThat(found).extracting(Call::id).containsExactly(LOBBY);
            assertThat(body(emulator, "QueryCalls").object("filter_conditions"))
                    .isEqualTo(json("{'cid':{'$in':['default:lobby','other:absent']}}"));
            assertThat(video.calls().list(List.of()).items()).isEmpty();
            assertThat(requests(emulator, "QueryCalls")).hasSize(1);
        }
    }

    @Nested
    class Update {

        @Test
        void values_of_other_software_stay_as_they_are() {
            client.calls()
                    .getOrCreateCall(
                            CallId.of("lobby"),
                            json("{'data':{'created_by_id':'h','custom':{'floor':3,'open':true,'tags':['a'],'old':'x',"
                                    + "'kept':'k','title':'T'}}}"));

            Call call = video.calls()
                    .update(
                            LOBBY,
                            CallUpdate.builder()
                                    .custom("old", "")
                                    .custom("new", "n")
                                    .build());

            assertThat(body(emulator, "UpdateCall"))
                    .isEqualTo(json(
                            "{'custom':{'floor':3,'open':true,'tags':['a'],'kept':'k','title':'T'," + "'new':'n'}}"));
            assertThat(call.title()).isEqualTo("T");
            assertThat(call.custom())
                    .containsEntry("new", "n")
                    .containsEntry("kept", "k")
                    .doesNotContainKey("old");
            assertThat(client.calls().getCall(CallId.of("lobby")).custom().number("floor"))
                    .isEqualTo(3);
        }

        @Test
        void a_title_is_changed_and_taken_away() {
            video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .title("T")
                            .custom("a", "b")
                            .build());

            assertThat(video.calls()
                            .update(LOBBY, CallUpdate.builder().title("U").build())
                            .title())
                    .isEqualTo("U");
            Call bare =
                    video.calls().update(LOBBY, CallUpdate.builder().title("").build());

            assertThat(bare.title()).isNull();
            assertThat(bare.custom()).isEqualTo(Map.of("a", "b"));
            assertThat(bodies(emulator, "UpdateCall").get(1)).isEqualTo(json("{'custom':{'a':'b'}}"));
        }

        @Test
        void changing_only_the_start_does_not_read_the_call() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));
            Instant start = Instant.now().plusSeconds(3600);

            Call call = video.calls()
                    .update(LOBBY, CallUpdate.builder().startsAt(start).build());

            assertThat(call.startsAt()).isEqualTo(start);
            assertThat(body(emulator, "UpdateCall").asMap()).isEqualTo(Map.of("starts_at", start.toString()));
            assertThat(operations(emulator)).containsExactly("GetOrCreateCall", "UpdateCall");
        }

        @Test
        void a_missing_call_is_not_created() {
            assertThatThrownBy(() -> video.calls()
                            .update(LOBBY, CallUpdate.builder().title("T").build()))
                    .isInstanceOf(NotFoundException.class);
            assertThat(operations(emulator)).containsExactly("GetCall");
        }
    }

    @Nested
    class Deletion {

        @Test
        void deleting_is_soft() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));

            video.calls().delete(LOBBY);

            StreamRequest request = requests(emulator, "DeleteCall").get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/api/v2/video/call/default/lobby/delete");
            assertThat(Json.parse(request.body())).isEqualTo(json("{'hard':false}"));
            assertThatThrownBy(() -> video.calls().get(LOBBY)).isInstanceOf(NotFoundException.class);
        }

        @Test
        void a_hard_deletion_is_requested_as_such_and_not_waited_for() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));

            video.calls().delete(LOBBY, DeleteMode.HARD);
            video.calls().delete(LOBBY, DeleteMode.SOFT);

            assertThat(bodies(emulator, "DeleteCall")).containsExactly(json("{'hard':true}"), json("{'hard':false}"));
            assertThat(requests(emulator, "GetTask")).isEmpty();
        }

        @Test
        void a_soft_delete_has_no_task_and_a_hard_one_is_waited_for() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));
            assertThat(client.calls().deleteCall(CallId.of("lobby"), false)).isEmpty();
            video.calls().getOrCreate(CallRequest.of(LOBBY));

            String task = client.calls().deleteCall(CallId.of("lobby"), true);
            Json result = client.awaitTask(task, Duration.ofSeconds(20));

            assertThat(bodies(emulator, "DeleteCall").get(1)).isEqualTo(json("{'hard':true}"));
            assertThat(result.object("default:lobby").string("status")).isEqualTo("ok");
            assertThat(requests(emulator, "GetTask"))
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.path()).isEqualTo("/api/v2/tasks/" + task));
        }

        @Test
        void an_unknown_task_is_not_found() {
            assertThatThrownBy(() -> client.awaitTask("absent", Duration.ofSeconds(1)))
                    .isInstanceOf(NotFoundException.class);
        }
    }

    /** Repeatable operations are retried and have one effect. */
    @Nested
    class Retries {

        @Test
        void a_lost_answer_to_a_creation_makes_one_call() {
            emulator.faults().inject("GetOrCreateCall", StreamFault.dropAfterProcessing());

            Call call = video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY).title("T").build());

            assertThat(requests(emulator, "GetOrCreateCall")).hasSize(2);
            assertThat(video.calls().list().items()).hasSize(1);
            assertThat(call.title()).isEqualTo("T");
            assertThat(call.ignoredOptions()).isEmpty();
        }

        @Test
        void a_lost_answer_to_an_end_ends_the_call() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));
            emulator.faults().inject("EndCall", StreamFault.dropAfterProcessing());

            video.calls().end(LOBBY);

            assertThat(requests(emulator, "EndCall")).hasSize(2);
            assertThat(video.calls().get(LOBBY).endedAt()).isNotNull();
        }

        @Test
        void a_lost_response_to_a_deletion_is_not_an_error() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));
            emulator.faults().inject("DeleteCall", StreamFault.dropAfterProcessing());

            video.calls().delete(LOBBY);

            assertThat(requests(emulator, "DeleteCall")).hasSize(2);
            assertThatThrownBy(() -> video.calls().get(LOBBY)).isInstanceOf(NotFoundException.class);
        }

        @Test
        void an_update_with_a_lost_response_is_applied_once() {
            video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY).custom("a", "b").build());
            emulator.faults().inject("UpdateCall", StreamFault.dropAfterProcessing());

            Call call = video.calls()
                    .update(LOBBY, CallUpdate.builder().custom("c", "d").build());

            assertThat(bodies(emulator, "UpdateCall")).hasSize(2).containsOnly(json("{'custom':{'a':'b','c':'d'}}"));
            assertThat(call.custom()).isEqualTo(Map.of("a", "b", "c", "d"));
        }

        @Test
        void all_attempts_of_one_operation_carry_one_request_id() {
            emulator.faults().inject("GetOrCreateCall", 2, StreamFault.api(500, -1, "internal"));

            video.calls().getOrCreate(CallRequest.of(LOBBY));

            assertThat(requests(emulator, "GetOrCreateCall"))
                    .hasSize(3)
                    .extracting(request -> request.headers().get("x-client-request-id"))
                    .containsOnly(requests(emulator, "GetOrCreateCall")
                            .get(0)
                            .headers()
                            .get("x-client-request-id"));
        }

        @Test
        void an_unrecoverable_error_is_not_retried() {
            emulator.faults().inject("GetOrCreateCall", StreamFault.unrecoverable(500, -1, "broken for good"));

            assertThatThrownBy(() -> video.calls().getOrCreate(CallRequest.of(LOBBY)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("broken for good");
            assertThat(requests(emulator, "GetOrCreateCall")).hasSize(1);
        }

        @Test
        void a_rate_limit_is_retried_after_the_delay_of_the_server() {
            Instant reset = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
            emulator.faults()
                    .inject(
                            "QueryCalls",
                            StreamFault.api(429, 9, "Too many requests")
                                    .header("X-RateLimit-Reset", Long.toString(reset.getEpochSecond())));

            video.calls().list();

            List<StreamRequest> sent = requests(emulator, "QueryCalls");
            assertThat(sent).hasSize(2);
            // The wait is measured by another clock than this time.
            assertThat(sent.get(1).at()).isAfter(reset.minusMillis(10));
        }

        @Test
        void a_rate_limit_beyond_the_deadline_fails_at_once() {
            emulator.faults()
                    .inject(
                            "QueryCalls",
                            StreamFault.api(429, 9, "Too many requests")
                                    .header(
                                            "X-RateLimit-Reset",
                                            Long.toString(Instant.now()
                                                    .plusSeconds(600)
                                                    .getEpochSecond())));

            RateLimitedException limited = catchThrowableOfType(
                    RateLimitedException.class, () -> video.calls().list());

            assertThat(limited.retryAfter()).isBetween(Duration.ofSeconds(500), Duration.ofSeconds(601));
            assertThat(limited.attempts()).isEqualTo(1);
            assertThat(requests(emulator, "QueryCalls")).hasSize(1);
        }
    }

    @Test
    void a_call_that_other_software_made_is_read() {
        client.calls().getOrCreateCall(CallId.of("lobby"), json("{'data':{'created_by_id':'h','custom':{'floor':3}}}"));

        Call call = video.calls().get(LOBBY);
        CallResponse raw = client.calls().getCall(CallId.of("lobby"));

        assertThat(call.title()).isNull();
        assertThat(call.created()).isFalse();
        assertThat(call.createdAt()).isEqualTo(raw.createdAt());
        assertThat(call.raw()).isEqualTo(raw.raw());
    }
}
