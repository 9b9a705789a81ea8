package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static io.videoprovider.livekit.Tests.body;
import static io.videoprovider.livekit.Tests.claims;
import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitRequest;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.Room;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls as rooms. Verifies the requests of each operation. */
class LiveKitCallsTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private LiveKitEmulator emulator;
    private LiveKitVideoProvider video;
    private LiveKitClient client;

    @BeforeEach
    void start() {
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", SECRET)
                .delays(Delays.SHORT)
                .start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(LiveKitClient.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    /** A room that other software made. */
    private Room foreignRoom(String name, String metadata) {
        return client.rooms()
                .createRoom(Json.builder()
                        .put("name", name)
                        .put("metadata", metadata)
                        .build());
    }

    private String metadata(String room) {
        return client.rooms().listRooms(List.of(room)).get(0).metadata();
    }

    @Nested
    class Metadata {

        @Test
        void values_without_a_field_in_livekit_are_in_the_metadata() {
            Instant start = Instant.now().plusSeconds(3600);

            video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .title("Weekly \"sync\"")
                            .startsAt(start)
                            .custom("bookingId", "b-42")
                            .maxParticipants(7)
                            .build());

            Json sent = body(emulator, "CreateRoom");
            assertThat(sent.asMap()).containsOnlyKeys("name", "metadata", "empty_timeout", "max_participants");
            assertThat(sent.string("name")).isEqualTo("lobby");
            assertThat(sent.number("max_participants")).isEqualTo(7);
            Json metadata = Json.parse(sent.string("metadata"));
            assertThat(metadata.asMap()).containsOnlyKeys("title", "startsAt", "custom", "request");
            assertThat(metadata.string("title")).isEqualTo("Weekly \"sync\"");
            assertThat(metadata.string("startsAt")).isEqualTo(start.toString());
            assertThat(metadata.object("custom").asMap()).isEqualTo(Map.of("bookingId", "b-42"));
            assertThat(metadata.string("request")).matches("[0-9a-f-]{36}");
        }

        @Test
        void a_call_without_options_contains_only_its_name_and_required_fields() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));

            Json sent = body(emulator, "CreateRoom");
            assertThat(sent.asMap()).containsOnlyKeys("name", "metadata");
            assertThat(Json.parse(sent.string("metadata")).asMap()).containsOnlyKeys("request");
        }

        @Test
        void creation_is_reported_and_ignored_options_are_listed() {
            Call made = video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY).title("First").build());
            Call again = video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .title("Second")
                            .startsAt(Instant.now())
                            .custom("a", "b")
                            .maxParticipants(3)
                            .build());
            Call same = video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY).title("First").build());

            assertThat(made.created()).isTrue();
            assertThat(made.ignoredOptions()).isEmpty();
            assertThat(again.created()).isFalse();
            assertThat(again.ignoredOptions())
                    .containsExactlyInAnyOrder("title", "startsAt", "custom", "maxParticipants");
            assertThat(again.title()).isEqualTo("First");
            assertThat(same.created()).isFalse();
            assertThat(same.ignoredOptions()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"hello", "[1,2]", "\"text\"", "17", "{broken", "{} trailing"})
        void metadata_that_is_not_an_object_is_ignored_and_never_overwritten(String foreign) {
            foreignRoom("lobby", foreign);

            Call call = video.calls().get(LOBBY);
            assertThat(call.title()).isNull();
            assertThat(call.custom()).isEmpty();
            assertThatThrownBy(() -> video.calls()
                            .update(LOBBY, CallUpdate.builder().title("Mine").build()))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("other software");
            assertThat(metadata("lobby")).isEqualTo(foreign);
            assertThat(requests(emulator, "UpdateRoomMetadata")).isEmpty();
        }

        @Test
        void the_fields_of_other_software_survive_an_update_as_they_were() {
            foreignRoom("lobby", """
                    {"vip":null,"nested":{"a":[1,null,{"b":2.50}]},"big":12345678901234567890123,"tiny":1e-400,
                     "huge":1e400,"exact":0.12345678901234567890123,"custom":{"seat":7,"none":null,"old":"x"},
                     "title":"Old"}""");

            Call updated = video.calls()
                    .update(
                            LOBBY,
                            CallUpdate.builder()
                                    .title("New")
                                    .custom("bookingId", "b-42")
                                    .custom("old", "")
                                    .build());

            assertThat(updated.title()).isEqualTo("New");
            Json now = Json.parse(metadata("lobby"));
            assertThat(now).isEqualTo(Json.parse("""
                    {"vip":null,"nested":{"a":[1,null,{"b":2.5}]},"big":12345678901234567890123,"tiny":1e-400,
                     "huge":1e400,"exact":0.12345678901234567890123,
                     "custom":{"seat":7,"none":null,"bookingId":"b-42"},"title":"New"}"""));
            assertThat(metadata("lobby")).contains("0.12345678901234567890123").contains("\"vip\":null");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"custom\":\"gold\"}", "{\"custom\":[1]}", "{\"custom\":5}"})
        void custom_data_of_another_shape_is_not_overwritten(String foreign) {
            foreignRoom("lobby", foreign);

            assertThatThrownBy(() -> video.calls()
                            .update(LOBBY, CallUpdate.builder().custom("a", "b").build()))
                    .isInstanceOf(ConflictException.class);
            assertThat(metadata("lobby")).isEqualTo(foreign);
            // Other values may change.
            video.calls().update(LOBBY, CallUpdate.builder().title("T").build());
            assertThat(Json.parse(metadata("lobby")).asMap())
                    .containsEntry("custom", Json.parse(foreign).asMap().get("custom"))
                    .containsEntry("title", "T");
        }

        @Test
        void a_title_and_a_start_that_make_no_sense_read_as_none() {
            foreignRoom("lobby", "{\"title\":7,\"startsAt\":\"tomorrow\",\"custom\":{\"n\":1,\"o\":{\"a\":true}}}");

            Call call = video.calls().get(LOBBY);

            assertThat(call.title()).isNull();
            assertThat(call.startsAt()).isNull();
            assertThat(call.custom()).isEqualTo(Map.of("n", "1", "o", "{\"a\":true}"));
        }

        @Test
        void an_empty_title_and_an_empty_value_go_away() {
            video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .title("T")
                            .custom("a", "b")
                            .build());

            Call bare = video.calls()
                    .update(
                            LOBBY,
                            CallUpdate.builder().title("").custom("a", "").build());

            assertThat(bare.title()).isNull();
            assertThat(bare.custom()).isEmpty();
            assertThat(Json.parse(metadata("lobby")).asMap()).containsOnlyKeys("request");
        }
    }

    @Nested
    class Schedule {

        private final Instant now = Instant.parse("2026-05-04T10:00:00Z");
        private final MutableClock clock = new MutableClock(now);
        private LiveKitVideoProvider timed;

        @BeforeEach
        void open() {
            emulator.close();
            emulator = LiveKitEmulator.builder()
                    .apiKey("devkey", SECRET)
                    .delays(Delays.SHORT)
                    .clock(clock)
                    .start();
            timed = Tests.providerOf(emulator).clock(clock).build();
        }

        @AfterEach
        void close() {
            timed.close();
        }

        @Test
        void a_call_for_later_keeps_its_room_until_an_hour_after_its_start() {
            timed.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .startsAt(now.plus(Duration.ofHours(2)))
                            .build());

            assertThat(body(emulator, "CreateRoom").number("empty_timeout")).isEqualTo(3 * 3600);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PT0S", "PT-0.001S", "PT-1S", "PT-24H", "P-20000D"})
        void a_call_whose_start_is_now_or_has_passed_keeps_its_room_for_an_hour(Duration start) {
            timed.calls()
                    .getOrCreate(
                            CallRequest.builder(LOBBY).startsAt(now.plus(start)).build());

            assertThat(body(emulator, "CreateRoom").number("empty_timeout")).isEqualTo(3600);
        }

        @Test
        void an_empty_timeout_of_the_vendor_options_counts_if_the_start_has_passed() {
            timed.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .startsAt(now.minusSeconds(1))
                            .vendorOptions(
                                    ProviderId.LIVEKIT,
                                    Json.builder().put("empty_timeout", 60).build())
                            .build());

            assertThat(body(emulator, "CreateRoom").number("empty_timeout")).isEqualTo(60);
        }

        @Test
        void a_start_further_away_than_a_year_and_a_day_is_refused_before_any_request() {
            Instant far = now.plus(Duration.ofDays(366)).plusMillis(1);

            assertThatThrownBy(() -> timed.calls()
                            .getOrCreate(
                                    CallRequest.builder(LOBBY).startsAt(far).build()))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> timed.calls()
                            .update(LOBBY, CallUpdate.builder().startsAt(far).build()))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(emulator.requests()).isEmpty();
            timed.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .startsAt(now.plus(Duration.ofDays(366)))
                            .build());
        }

        @Test
        void a_start_after_the_empty_room_closes_is_a_conflict() {
            timed.calls()
                    .getOrCreate(CallRequest.builder(LOBBY)
                            .startsAt(now.plusSeconds(600))
                            .build());

            assertThatThrownBy(() -> timed.calls()
                            .update(
                                    LOBBY,
                                    CallUpdate.builder()
                                            .startsAt(now.plusSeconds(4201))
                                            .build()))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("2026-05-04T11:10:00Z");
            assertThat(requests(emulator, "UpdateRoomMetadata")).isEmpty();
            Call moved = timed.calls()
                    .update(
                            LOBBY,
                            CallUpdate.builder().startsAt(now.plusSeconds(4200)).build());
            assertThat(moved.startsAt()).isEqualTo(now.plusSeconds(4200));
        }

        @Test
        void a_room_with_participants_does_not_close_and_may_be_moved() {
            timed.calls().getOrCreate(CallRequest.of(LOBBY));
            emulator.join(timed.tokens()
                    .mint(TokenRequest.builder("alice", LOBBY).build())
                    .token());

            assertThat(timed.calls()
                            .update(
                                    LOBBY,
                                    CallUpdate.builder()
                                            .startsAt(now.plus(Duration.ofDays(1)))
                                            .build())
                            .startsAt())
                    .isEqualTo(now.plus(Duration.ofDays(1)));
        }
    }

    @Nested
    class Names {

        @Test
        void the_default_type_is_left_out_and_any_other_stands_before_the_id() {
            video.calls().getOrCreate(CallRequest.of(CallId.of("consult", "b-42")));
            video.calls().getOrCreate(CallRequest.of(CallId.of("default", "b-42")));

            assertThat(requests(emulator, "CreateRoom"))
                    .extracting(request -> Json.parse(request.body()).string("name"))
                    .containsExactly("consult:b-42", "b-42");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a/b",
                    "x:y",
                    "default:x",
                    ":x",
                    "x:",
                    ":",
                    "x:y:z",
                    "default:x:y",
                    "👩‍💻 call",
                    "a?b#c%2F",
                    "..",
                    "\\",
                    "with space",
                    "Ünï",
                    "default",
                    "default:"
                })
        void a_name_that_other_software_chose_is_listed_and_works_by_its_listed_id(String name) {
            foreignRoom(name, "");

            CallId id = video.calls().list().items().get(0).id();

            assertThat(video.calls().get(id).id()).isEqualTo(id);
            assertThat(video.calls().list(List.of(id)).items()).hasSize(1);
            assertThat(video.participants().list(id)).isEmpty();
            video.calls().update(id, CallUpdate.builder().title("T").build());
            assertThat(client.rooms().listRooms(List.of(name)).get(0).metadata())
                    .isEqualTo("{\"title\":\"T\"}");
            video.calls().end(id);
            assertThat(client.rooms().listRooms(List.of(name))).isEmpty();
        }

        @Test
        void two_rooms_never_share_an_id() {
            List<String> names =
                    List.of("x", "default:x", "x:y", "default:x:y", ":x", "x:", "default", "default:", ":", "::");
            names.forEach(name -> foreignRoom(name, ""));

            assertThat(video.calls().list().items())
                    .extracting(Call::id)
                    .doesNotHaveDuplicates()
                    .hasSize(names.size());
        }

        @Test
        void a_name_longer_than_the_server_takes_is_refused_before_any_request() {
            // In bytes, as the server counts.
            CallId long86 = CallId.of("李".repeat(86));
            CallId fits85 = CallId.of("李".repeat(85));

            assertThatThrownBy(() -> video.calls().getOrCreate(CallRequest.of(long86)))
                    .isInstanceOf(InvalidRequestException.class);
            assertThat(emulator.requests()).isEmpty();
            assertThat(video.calls().getOrCreate(CallRequest.of(fits85)).created())
                    .isTrue();
        }
    }

    @Nested
    class Endings {

        @Test
        void ending_a_call_after_a_lost_answer_is_a_success_with_one_effect() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));
            emulator.faults().inject("DeleteRoom", LiveKitFault.dropAfterProcessing());

            video.calls().end(LOBBY);

            assertThat(requests(emulator, "DeleteRoom")).hasSize(2);
            assertThat(video.calls().list().items()).isEmpty();
        }

        @Test
        void deleting_a_call_after_a_lost_answer_is_a_success() {
            video.calls().getOrCreate(CallRequest.of(LOBBY));
            emulator.faults().inject("DeleteRoom", LiveKitFault.truncatedBody());

            video.calls().delete(LOBBY);

            assertThat(video.calls().list().items()).isEmpty();
        }

        @Test
        void ending_a_missing_call_is_not_found_after_one_attempt() {
            assertThatThrownBy(() -> video.calls().end(LOBBY)).isInstanceOfSatisfying(NotFoundException.class, e -> {
                assertThat(e.attempts()).isEqualTo(1);
                assertThat(e.status()).isEqualTo(404);
                assertThat(e.operation()).isEqualTo("DeleteRoom");
            });
            video.calls().delete(LOBBY);
            assertThat(requests(emulator, "DeleteRoom")).hasSize(2);
        }
    }

    @Nested
    class Retries {

        static Stream<LiveKitFault> faults() {
            return Stream.of(
                    LiveKitFault.twirp(503, "unavailable", "later"),
                    LiveKitFault.text(502, "Bad Gateway"),
                    LiveKitFault.text(429, "slow down").header("Retry-After", "0"),
                    LiveKitFault.dropBeforeProcessing(),
                    LiveKitFault.dropAfterProcessing(),
                    LiveKitFault.truncatedBody());
        }

        @ParameterizedTest
        @MethodSource("faults")
        void a_call_is_created_once_in_every_failure_mode(LiveKitFault fault) {
            emulator.faults().inject("CreateRoom", 2, fault);

            Call call = video.calls()
                    .getOrCreate(CallRequest.builder(LOBBY).title("T").build());

            assertThat(call.created()).isTrue();
            assertThat(call.ignoredOptions()).isEmpty();
            List<LiveKitRequest> attempts = requests(emulator, "CreateRoom");
            assertThat(attempts).hasSize(3);
            assertThat(attempts)
                    .extracting(LiveKitRequest::body)
                    .containsOnly(attempts.get(0).body());
            assertThat(attempts)
                    .extracting(attempt -> attempt.headers().get("x-livekit-request-id"))
                    .containsOnly(attempts.get(0).headers().get("x-livekit-request-id"));
            assertThat(video.calls().list().items()).hasSize(1);
        }

        @Test
        void a_retry_after_is_waited_for() {
            emulator.faults()
                    .inject("ListRooms", LiveKitFault.text(429, "slow down").header("Retry-After", "1"));
            long begin = System.nanoTime();

            video.calls().list();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void after_three_attempts_the_error_is_thrown() {
            emulator.faults().inject("CreateRoom", 3, LiveKitFault.twirp(503, "unavailable", "later"));

            assertThatThrownBy(() -> video.calls().getOrCreate(CallRequest.of(LOBBY)))
                    .isInstanceOfSatisfying(UnavailableException.class, e -> {
                        assertThat(e.attempts()).isEqualTo(3);
                        assertThat(e.retryable()).isTrue();
                        assertThat(e.outcomeUnknown()).isTrue();
                    });
        }

        @Test
        void two_operations_have_different_request_ids_and_send_their_timeouts() {
            video.calls().list();
            video.calls().list();

            List<LiveKitRequest> sent = requests(emulator, "ListRooms");
            assertThat(sent)
                    .extracting(request -> request.headers().get("x-livekit-request-id"))
                    .doesNotHaveDuplicates();
            assertThat(sent).allSatisfy(request -> {
                assertThat(request.headers().get("x-twirp-timeout-ms")).containsExactly("10000");
                assertThat(Tests.header(request, "user-agent")).startsWith("videoprovider-java/");
                assertThat(request.headers().get("content-type")).containsExactly("application/json");
            });
        }
    }

    /** The whole table: each operation, its minimal grant, and its behaviour when its response is lost. */
    @Nested
    class Operations {

        private static final String ADMIN = "{\"roomAdmin\":true,\"room\":\"lobby\"}";
        private static final String RECORD = "{\"roomRecord\":true}";
        private static final String SIP_ADMIN = "{\"sip\":{\"admin\":true}}";
        private static final String SIP_CALL = "{\"sip\":{\"call\":true}}";
        private static final String SIP_TRANSFER =
                "{\"sip\":{\"call\":true},\"video\":{\"roomAdmin\":true,\"room\":\"lobby\"}}";
        private static final String INGRESS = "{\"ingressAdmin\":true}";

        /**
         * One line of the table.
         *
         * @param attempts the number of attempts when its responses are lost
         */
        record Line(String method, String grant, int attempts, Consumer<LiveKitClient> use) {

            @Override
            public String toString() {
                return method;
            }
        }

        static Stream<Line> table() {
            Json file = Json.parse("{\"room_name\":\"lobby\",\"file_outputs\":[{\"filepath\":\"x\"}],"
                    + "\"outputs\":[{\"file\":{\"filepath\":\"x\"}}],\"file\":{\"filepath\":\"x\"},\"template\":{}}");
            Json trunk = Json.parse("{\"numbers\":[\"+15550100\"],\"address\":\"sip.example.com\"}");
            return Stream.of(
                    new Line(
                            "CreateRoom",
                            "{\"roomCreate\":true}",
                            3,
                            c -> c.rooms()
                                    .createRoom(
                                            Json.builder().put("name", "other").build())),
                    new Line(
                            "ListRooms",
                            "{\"roomList\":true}",
                            3,
                            c -> c.rooms().listRooms(List.of())),
                    new Line(
                            "DeleteRoom",
                            "{\"roomCreate\":true}",
                            3,
                            c -> c.rooms().deleteRoom("lobby")),
                    new Line("UpdateRoomMetadata", ADMIN, 3, c -> c.rooms().updateRoomMetadata("lobby", "m")),
                    new Line("ListParticipants", ADMIN, 3, c -> c.rooms().listParticipants("lobby")),
                    new Line("GetParticipant", ADMIN, 3, c -> c.rooms().getParticipant("lobby", "alice")),
                    new Line("RemoveParticipant", ADMIN, 3, c -> c.rooms().removeParticipant("lobby", "alice")),
                    new Line(
                            "UpdateParticipant",
                            ADMIN,
                            3,
                            c -> c.rooms().updateParticipant("lobby", "alice", Json.EMPTY)),
                    new Line(
                            "MutePublishedTrack",
                            ADMIN,
                            3,
                            c -> c.rooms().mutePublishedTrack("lobby", "alice", "T", true)),
                    new Line(
                            "UpdateSubscriptions",
                            ADMIN,
                            3,
                            c -> c.rooms().updateSubscriptions("lobby", "alice", List.of("T"), true)),
                    new Line("SendData", ADMIN, 3, c -> c.rooms().sendData("lobby", "t", new byte[1], List.of())),
                    new Line(
                            "PerformRpc",
                            ADMIN,
                            1,
                            c -> c.rooms().performRpc("lobby", "alice", "m", "p", Duration.ofSeconds(1))),
                    new Line("ListEgress", RECORD, 3, c -> c.egress().listEgress(Json.EMPTY)),
                    new Line("StopEgress", RECORD, 3, c -> c.egress().stopEgress("EG_1")),
                    new Line("UpdateLayout", RECORD, 3, c -> c.egress().updateLayout("EG_1", "grid")),
                    new Line(
                            "UpdateStream",
                            RECORD,
                            1,
                            c -> c.egress().updateStream("EG_1", List.of("rtmp://a/b"), List.of())),
                    new Line("StartEgress", RECORD, 1, c -> c.egress().startEgress(file)),
                    new Line(
                            "StartRoomCompositeEgress",
                            RECORD,
                            1,
                            c -> c.egress().startRoomCompositeEgress(file)),
                    new Line(
                            "StartParticipantEgress", RECORD, 1, c -> c.egress().startParticipantEgress(file)),
                    new Line("StartTrackEgress", RECORD, 1, c -> c.egress().startTrackEgress(file)),
                    new Line("CreateIngress", INGRESS, 1, c -> c.ingress().createIngress(Json.EMPTY)),
                    new Line("UpdateIngress", INGRESS, 3, c -> c.ingress().updateIngress("IN_1", Json.EMPTY)),
                    new Line("ListIngress", INGRESS, 3, c -> c.ingress().listIngress(Json.EMPTY)),
                    new Line("DeleteIngress", INGRESS, 3, c -> c.ingress().deleteIngress("IN_1")),
                    new Line(
                            "StartTrackCompositeEgress",
                            RECORD,
                            1,
                            c -> c.egress().startTrackCompositeEgress(file)),
                    new Line("StartWebEgress", RECORD, 1, c -> c.egress().startWebEgress(file)),
                    new Line("CreateSIPInboundTrunk", SIP_ADMIN, 1, c -> c.sip().createSIPInboundTrunk(trunk)),
                    new Line(
                            "CreateSIPOutboundTrunk", SIP_ADMIN, 1, c -> c.sip().createSIPOutboundTrunk(trunk)),
                    new Line(
                            "UpdateSIPInboundTrunk",
                            SIP_ADMIN,
                            3,
                            c -> c.sip().updateSIPInboundTrunk("ST_1", Json.EMPTY)),
                    new Line(
                            "UpdateSIPOutboundTrunk",
                            SIP_ADMIN,
                            3,
                            c -> c.sip().updateSIPOutboundTrunk("ST_1", Json.EMPTY)),
                    new Line("GetSIPInboundTrunk", SIP_ADMIN, 3, c -> c.sip().getSIPInboundTrunk("ST_1")),
                    new Line("GetSIPOutboundTrunk", SIP_ADMIN, 3, c -> c.sip().getSIPOutboundTrunk("ST_1")),
                    new Line("ListSIPInboundTrunk", SIP_ADMIN, 3, c -> c.sip().listSIPInboundTrunk(Json.EMPTY)),
                    new Line("ListSIPOutboundTrunk", SIP_ADMIN, 3, c -> c.sip().listSIPOutboundTrunk(Json.EMPTY)),
                    new Line("ListSIPTrunk", SIP_ADMIN, 3, c -> c.sip().listSIPTrunk(Json.EMPTY)),
                    new Line("DeleteSIPTrunk", SIP_ADMIN, 3, c -> c.sip().deleteSIPTrunk("ST_1")),
                    new Line("CreateSIPDispatchRule", SIP_ADMIN, 1, c -> c.sip().createSIPDispatchRule(Json.EMPTY)),
                    new Line(
                            "UpdateSIPDispatchRule",
                            SIP_ADMIN,
                            3,
                            c -> c.sip().updateSIPDispatchRule("SDR_1", Json.EMPTY)),
                    new Line("ListSIPDispatchRule", SIP_ADMIN, 3, c -> c.sip().listSIPDispatchRule(Json.EMPTY)),
                    new Line("DeleteSIPDispatchRule", SIP_ADMIN, 3, c -> c.sip().deleteSIPDispatchRule("SDR_1")),
                    new Line(
                            "CreateSIPParticipant",
                            SIP_CALL,
                            1,
                            c -> c.sip()
                                    .createSIPParticipant(
                                            Json.parse("{\"room_name\":\"lobby\",\"sip_call_to\":\"+1\"}"),
                                            Duration.ofSeconds(5))),
                    new Line(
                            "TransferSIPParticipant",
                            SIP_TRANSFER,
                            1,
                            c -> c.sip()
                                    .transferSIPParticipant(
                                            "lobby", "alice", "tel:1", Json.EMPTY, Duration.ofSeconds(5))),
                    new Line(
                            "CreateDispatch",
                            ADMIN,
                            1,
                            c -> c.agentDispatch().createDispatch(Json.parse("{\"room\":\"lobby\"}"))),
                    new Line("DeleteDispatch", ADMIN, 3, c -> c.agentDispatch().deleteDispatch("lobby", "AD_1")),
                    new Line("ListDispatch", ADMIN, 3, c -> c.agentDispatch().listDispatch("lobby", "")));
        }

        @Test
        void every_operation_is_in_the_table() throws ReflectiveOperationException {
            Object[] all = Class.forName("io.videoprovider.livekit.client.LiveKitOperation")
                    .getEnumConstants();
            assertThat(table()).hasSize(all.length);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("table")
        void a_request_token_has_the_least_grant_and_a_short_validity(Line line) {
            foreignRoom("lobby", "");
            emulator.reset();

            attempt(line);

            LiveKitRequest sent = requests(emulator, line.method()).get(0);
            Json token = claims(Tests.token(sent));
            Map<String, Object> granted = new LinkedHashMap<>(token.asMap());
            assertThat(granted.keySet()).contains("iss", "iat", "nbf", "exp");
            granted.keySet().removeAll(List.of("iss", "iat", "nbf", "exp"));
            Json grant = Json.parse(line.grant());
            Json expectedClaims = grant.has("sip")
                    ? grant
                    : Json.builder().put("video", grant).build();
            Map<String, Object> expected = new LinkedHashMap<>(expectedClaims.asMap());
            assertThat(granted).as("grants").isEqualTo(expected);
            assertThat(Duration.ofSeconds(token.number("exp") - token.number("iat")))
                    .isLessThanOrEqualTo(Duration.ofMinutes(10).plusSeconds(10));
            assertThat(sent.claims()).as("what the server made of it").containsAllEntriesOf(expected);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("table")
        void after_a_lost_answer_it_is_repeated_or_not(Line line) {
            emulator.faults().inject("*", 10, LiveKitFault.dropBeforeProcessing());

            attempt(line);

            assertThat(requests(emulator, line.method())).hasSize(line.attempts());
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("table")
        void every_operation_is_retried_if_it_was_rejected_unread(Line line) {
            emulator.faults().inject("*", 10, LiveKitFault.text(429, "").header("Retry-After", "0"));

            attempt(line);

            assertThat(requests(emulator, line.method())).hasSize(3);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("table")
        void an_attempt_a_minute_later_is_signed_afresh(Line line) {
            MutableClock clock = new MutableClock(Instant.now());
            try (LiveKitVideoProvider ticking = Tests.providerOf(emulator)
                    .clock(clock)
                    .http(http -> http.addInterceptor(chain -> {
                        clock.set(clock.instant().plusSeconds(60));
                        return chain.proceed(chain.request());
                    }))
                    .build()) {
                emulator.faults().inject("*", 1, LiveKitFault.text(429, "").header("Retry-After", "0"));

                attempt(new Line(
                        line.method(), "", 0, ignored -> line.use().accept(ticking.unwrap(LiveKitClient.class))));
            }

            assertThat(requests(emulator, line.method()))
                    .hasSize(2)
                    .extracting(request -> request.headers().get("authorization"))
                    .doesNotHaveDuplicates();
        }

        @Test
        void a_request_token_is_valid_for_ten_minutes_and_reused_for_one() {
            Instant start = Instant.now();
            MutableClock clock = new MutableClock(start);
            try (LiveKitVideoProvider ticking =
                    Tests.providerOf(emulator).clock(clock).build()) {
                for (int second : List.of(0, 59, 60, 59)) {
                    clock.set(start.plusSeconds(second));
                    ticking.calls().list();
                }
            }

            assertThat(requests(emulator, "ListRooms"))
                    .extracting(request -> Tests.claims(Tests.token(request)).number("exp") - start.getEpochSecond())
                    .containsExactly(600L, 600L, 660L, 659L);
        }

        @Test
        void rooms_and_grants_do_not_share_tokens() {
            client.rooms().listRooms(List.of());
            client.egress().listEgress(Json.EMPTY);
            attempt(new Line("ListParticipants", "", 0, lobby -> lobby.rooms().listParticipants("lobby")));
            attempt(new Line("ListParticipants", "", 0, attic -> attic.rooms().listParticipants("attic")));

            assertThat(emulator.requests()).extracting(Tests::token).hasSize(4).doesNotHaveDuplicates();
        }

        private void attempt(Line line) {
            try {
                line.use().accept(client);
            } catch (VideoException notTheQuestion) {
                assertThat(notTheQuestion.operation()).isEqualTo(line.method());
            }
        }
    }
}
