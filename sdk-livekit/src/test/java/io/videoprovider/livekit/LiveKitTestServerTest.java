package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.common.Json;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LiveKit's own mock, against which each of its SDKs is tested: four listeners that stand for a project's address and its
 * regions, and fail as the headers of a request say.
 */
@EnabledIfEnvironmentVariable(
        named = "LIVEKIT_TEST_SERVER_URL",
        matches = ".+",
        disabledReason = "LIVEKIT_TEST_SERVER_URL is not set; see docs/testing.md")
@Timeout(120)
class LiveKitTestServerTest {

    private final List<AttemptOutcome> attempts = new CopyOnWriteArrayList<>();
    private final List<String> servedBy = new CopyOnWriteArrayList<>();
    private LiveKitVideoProvider video;

    @BeforeEach
    void build() {
        video = LiveKitVideoProvider.builder()
                .url(System.getenv("LIVEKIT_TEST_SERVER_URL"))
                .apiKey("devkey")
                .apiSecret("secret")
                .regionFailover(true)
                .resilience(Resilience.builder().retry(Tests.QUICK).build())
                .http(client -> client.addNetworkInterceptor(chain -> {
                    var response = chain.proceed(chain.request());
                    String region = response.header("X-Lk-Mock-Region");
                    if (region != null && chain.request().url().encodedPath().startsWith("/twirp")) {
                        servedBy.add(region);
                    }
                    return response;
                }))
                .operationListener(new OperationListener() {
                    @Override
                    public void onAttempt(AttemptOutcome attempt) {
                        attempts.add(attempt);
                    }

                    @Override
                    public void onOutcome(OperationOutcome outcome) {}
                })
                .build();
    }

    @AfterEach
    void close() {
        video.close();
    }

    private LiveKitClient client(Map<String, String> control) {
        RequestOptions.Builder options = RequestOptions.builder();
        control.forEach((name, value) -> options.header("X-Lk-Mock-" + name, value));
        return video.with(options.build()).unwrap(LiveKitClient.class);
    }

    @Test
    void the_first_region_serves() {
        client(Map.of()).rooms().listRooms(List.of());

        assertThat(servedBy).containsExactly("0");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "'0,1', 2"})
    void failover_selects_the_nearest_region_that_serves(String down, String served) {
        client(Map.of("Fail-Regions", down)).rooms().listRooms(List.of());

        assertThat(servedBy).endsWith(served);
        assertThat(attempts.stream().map(AttemptOutcome::requestId).distinct()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void every_server_error_of_a_repeatable_operation_fails_over(int status) {
        client(Map.of("Fail-Regions", "0", "Fail-Status", String.valueOf(status)))
                .rooms()
                .createRoom(Json.builder().put("name", "lobby").build());

        assertThat(servedBy).endsWith("1");
    }

    @Test
    void a_broken_connection_fails_over() {
        client(Map.of("Fail-Regions", "0", "Fail-Mode", "drop")).rooms().listRooms(List.of());

        assertThat(servedBy).containsExactly("1");
    }

    @Test
    void a_timeout_fails_over() {
        RequestOptions options = RequestOptions.builder()
                .header("X-Lk-Mock-Fail-Regions", "0")
                .header("X-Lk-Mock-Fail-Mode", "delay")
                .header("X-Lk-Mock-Delay-Ms", "5000")
                .build();
        try (LiveKitVideoProvider impatient = LiveKitVideoProvider.builder()
                .url(System.getenv("LIVEKIT_TEST_SERVER_URL"))
                .apiKey("devkey")
                .apiSecret("secret")
                .regionFailover(true)
                .resilience(Resilience.builder()
                        .retry(Tests.QUICK.toBuilder()
                                .attemptTimeout(Duration.ofSeconds(2))
                                .build())
                        .build())
                .build()) {
            // The mock's rooms have no name.
            Json rooms =
                    impatient.with(options).unwrap(LiveKitClient.class).call("RoomService", "ListRooms", Json.EMPTY);
            assertThat(rooms.objects("rooms")).hasSize(1);
        }
    }

    @Test
    void a_rejection_by_the_region_fails_over_even_for_operations_that_are_never_retried() {
        client(Map.of("Fail-Regions", "0", "Fail-Status", "451"))
                .call(
                        "AgentDispatchService",
                        "CreateDispatch",
                        Json.builder().put("room", "lobby").build());

        assertThat(servedBy).endsWith("1");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 412})
    void an_answer_is_final(int status) {
        VideoException failure = catchThrowableOfType(
                VideoException.class,
                () -> client(Map.of("Fail-Regions", "0", "Fail-Status", String.valueOf(status)))
                        .rooms()
                        .listRooms(List.of()));

        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.attempts()).isOne();
    }

    @Test
    void when_all_regions_are_down_the_error_is_thrown_after_three_attempts() {
        VideoException failure = catchThrowableOfType(
                VideoException.class,
                () -> client(Map.of("Fail-Regions", "0,1,2,3")).rooms().listRooms(List.of()));

        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure.attempts()).isEqualTo(3);
    }

    @Test
    void without_a_list_of_regions_the_project_is_retried() {
        VideoException failure = catchThrowableOfType(
                VideoException.class,
                () -> client(Map.of("Fail-Regions", "0", "Regions-Status", "500"))
                        .rooms()
                        .listRooms(List.of()));

        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(servedBy).doesNotContain("1", "2", "3");
    }

    @Test
    void a_start_of_a_recording_that_may_have_begun_is_not_repeated_anywhere() {
        VideoException failure = catchThrowableOfType(
                VideoException.class,
                () -> client(Map.of("Fail-Regions", "0", "Fail-Mode", "drop"))
                        .egress()
                        .startEgress(Json.builder().put("room_name", "lobby").build()));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(failure.attempts()).isOne();
    }

    @Test
    void every_operation_has_the_grant_that_it_needs() {
        LiveKitClient client = client(Map.of());
        Json inRoom = Json.builder().put("room_name", "lobby").build();
        Json inLobby = Json.builder().put("room", "lobby").build();
        List.<Runnable>of(
                        () -> client.rooms()
                                .createRoom(Json.builder().put("name", "lobby").build()),
                        () -> client.rooms().listRooms(List.of("lobby")),
                        () -> client.rooms().updateRoomMetadata("lobby", "m"),
                        () -> client.rooms().listParticipants("lobby"),
                        () -> client.rooms().getParticipant("lobby", "alice"),
                        () -> client.rooms().updateParticipant("lobby", "alice", Json.EMPTY),
                        () -> client.rooms().mutePublishedTrack("lobby", "alice", "TR_1", true),
                        () -> client.rooms().updateSubscriptions("lobby", "alice", List.of("TR_1"), true),
                        () -> client.rooms().sendData("lobby", "chat", new byte[] {1}, List.of()),
                        () -> client.rooms().performRpc("lobby", "alice", "ping", "", Duration.ofSeconds(1)),
                        () -> client.rooms().removeParticipant("lobby", "alice"),
                        () -> client.egress().listEgress(Json.EMPTY),
                        () -> client.egress().stopEgress("EG_1"),
                        () -> client.egress().updateLayout("EG_1", "grid"),
                        () -> client.egress().updateStream("EG_1", List.of("rtmp://a.example/1"), List.of()),
                        () -> client.egress().startEgress(inRoom),
                        () -> client.egress().startRoomCompositeEgress(inRoom),
                        () -> client.egress().startParticipantEgress(inRoom),
                        () -> client.egress().startTrackEgress(inRoom),
                        () -> client.egress().startTrackCompositeEgress(inRoom),
                        () -> client.egress().startWebEgress(Json.EMPTY),
                        () -> client.sip().listSIPInboundTrunk(Json.EMPTY),
                        () -> client.sip()
                                .createSIPParticipant(
                                        inRoom.toBuilder()
                                                .put("sip_call_to", "+1")
                                                .build(),
                                        Duration.ofSeconds(5)),
                        () -> client.call("Ingress", "ListIngress", Json.EMPTY),
                        () -> client.agentDispatch().createDispatch(inLobby),
                        () -> client.agentDispatch().listDispatch("lobby", ""),
                        () -> client.rooms().deleteRoom("lobby"))
                .forEach(LiveKitTestServerTest::isPermitted);

        assertThat(attempts).hasSize(27);
    }

    /** Some responses of the mock lack the name or the id that every LiveKit server sends. */
    private static void isPermitted(Runnable operation) {
        try {
            operation.run();
        } catch (ProviderException e) {
            assertThat(e.status()).isEqualTo(200);
        }
    }

    @Test
    void a_token_without_the_grant_is_refused() {
        AccessToken other = AccessToken.builder()
                .ttl(Duration.ofMinutes(1))
                .video(VideoGrant.builder().roomList().build())
                .build();

        VideoException failure = catchThrowableOfType(
                VideoException.class, () -> client(Map.of()).call("Egress", "ListEgress", Json.EMPTY, other));

        assertThat(failure).isInstanceOf(PermissionDeniedException.class);
        assertThat(failure.attempts()).isOne();
    }

    @Test
    void the_deadline_holds_over_all_regions() {
        RequestOptions options = RequestOptions.builder()
                .deadline(Duration.ofMillis(700))
                .header("X-Lk-Mock-Fail-Regions", "0,1,2,3")
                .header("X-Lk-Mock-Fail-Mode", "delay")
                .header("X-Lk-Mock-Delay-Ms", "5000")
                .build();
        long start = System.nanoTime();

        VideoException failure = catchThrowableOfType(
                VideoException.class,
                () -> video.with(options).unwrap(LiveKitClient.class).rooms().listRooms(List.of()));

        assertThat(failure).isInstanceOf(DeadlineExceededException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }
}
