package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.common.CallId;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.message.Messages;
import io.videoprovider.resilience.CircuitBreakerPolicy;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.testkit.MutableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LiveKit Cloud's regions, with the protocol of its own SDKs; see also LiveKitTestServerTest. */
@Timeout(60)
class LiveKitRegionsTest {

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T12:00:00Z"));
    private final Cloud cloud = new Cloud();
    private LiveKitVideoProvider video;

    /** A project's address and three regions, each of which may be down. */
    private static final class Cloud implements AutoCloseable {

        private final List<MockWebServer> servers = new ArrayList<>();
        private final List<String> seen = new CopyOnWriteArrayList<>();
        private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
        private final int[] status = {200, 200, 200, 200};
        private String body = "{\"rooms\":[]}";
        private int regionsStatus = 200;
        private String cacheControl = "max-age=0";
        private String scheme = "http";

        Cloud() {
            for (int i = 0; i < 4; i++) {
                int region = i;
                MockWebServer server = new MockWebServer();
                server.setDispatcher(new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        return answer(region, request);
                    }
                });
                try {
                    server.start();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                servers.add(server);
            }
        }

        private MockResponse answer(int region, RecordedRequest request) {
            requests.add(request);
            if (request.getUrl().encodedPath().equals("/settings/regions")) {
                seen.add(region + " regions");
                return new MockResponse.Builder()
                        .code(regionsStatus)
                        .setHeader("Cache-Control", cacheControl)
                        .body(regionsStatus == 200 ? regions() : "")
                        .build();
            }
            seen.add(String.valueOf(region));
            return status[region] == 451
                    ? new MockResponse.Builder()
                            .code(451)
                            .body("project not allowed in this region.")
                            .build()
                    : new MockResponse.Builder()
                            .code(status[region])
                            .setHeader("Content-Type", "application/json")
                            .body(
                                    switch (status[region]) {
                                        case 200 -> body;
                                        case 404 -> "{\"code\":\"not_found\",\"msg\":\"nobody\"}";
                                        default -> "{\"code\":\"unavailable\",\"msg\":\"down\"}";
                                    })
                            .build();
        }

        private String regions() {
            List<String> list = new ArrayList<>();
            for (int i = 1; i < 4; i++) {
                list.add("{\"region\":\"r%d\",\"url\":\"%s://%s:%d\",\"distance\":\"%d\"}"
                        .formatted(
                                i,
                                scheme,
                                servers.get(i).getHostName(),
                                servers.get(i).getPort(),
                                i));
            }
            return "{\"regions\":[" + String.join(",", list) + "]}";
        }

        void down(int... regions) {
            for (int region : regions) {
                status[region] = 503;
            }
        }

        @Override
        public void close() {
            servers.forEach(MockWebServer::close);
        }
    }

    @BeforeEach
    void build() {
        video = builder().regionFailover(true).build();
    }

    private LiveKitVideoProvider.Builder builder() {
        return Tests.providerOf(cloud.servers.get(0).url("/").toString()).clock(clock);
    }

    @AfterEach
    void close() {
        video.close();
        cloud.close();
    }

    private void listRooms() {
        video.calls().list();
    }

    @Test
    void regions_are_not_requested_while_the_project_is_served() {
        listRooms();

        assertThat(cloud.seen).containsExactly("0");
    }

    @Test
    void when_the_project_is_not_served_regions_are_used_by_distance() {
        cloud.down(0, 1);

        listRooms();

        assertThat(cloud.seen).containsExactly("0", "0 regions", "1", "0 regions", "2");
    }

    @Test
    void every_attempt_has_the_same_request_id_and_a_token_and_the_list_is_requested_with_it() {
        cloud.down(0, 1);

        video.with(RequestOptions.builder().header("X-Tenant", "t-1").build())
                .calls()
                .list();

        assertThat(cloud.requests.stream()
                        .map(request -> request.getHeaders().get("X-Livekit-Request-Id"))
                        .filter(id -> id != null)
                        .distinct())
                .hasSize(1);
        assertThat(cloud.requests).hasSize(5).allSatisfy(request -> {
            assertThat(request.getHeaders().get("Authorization")).startsWith("Bearer ey");
            assertThat(request.getHeaders().get("X-Tenant")).isEqualTo("t-1");
        });
    }

    @Test
    void the_list_is_requested_with_the_applications_http_client() {
        cloud.down(0);
        List<String> paths = new CopyOnWriteArrayList<>();
        try (LiveKitVideoProvider customized = builder()
                .regionFailover(true)
                .http(client -> client.addInterceptor(chain -> {
                    paths.add(chain.request().url().encodedPath());
                    return chain.proceed(chain.request());
                }))
                .build()) {
            customized.calls().list();
        }

        assertThat(paths)
                .containsExactly(
                        "/twirp/livekit.RoomService/ListRooms",
                        "/settings/regions",
                        "/twirp/livekit.RoomService/ListRooms");
    }

    @Test
    void the_list_is_cached_for_its_max_age() {
        cloud.down(0);
        cloud.cacheControl = "public, max-age=60";
        listRooms();
        listRooms();
        assertThat(cloud.seen).containsExactly("0", "0 regions", "1", "0", "1");

        clock.set(clock.instant().plusSeconds(61));
        listRooms();
        assertThat(cloud.seen).endsWith("0", "0 regions", "1");
    }

    @Test
    void a_list_that_is_out_of_date_is_better_than_none() {
        cloud.down(0);
        listRooms();
        cloud.regionsStatus = 500;

        listRooms();

        assertThat(cloud.seen).containsExactly("0", "0 regions", "1", "0", "0 regions", "1");
    }

    @Test
    void without_a_list_the_project_is_retried() {
        cloud.down(0);
        cloud.regionsStatus = 500;

        UnavailableException failure = catchThrowableOfType(UnavailableException.class, this::listRooms);

        assertThat(failure.attempts()).isEqualTo(3);
        assertThat(cloud.seen).containsExactly("0", "0 regions", "0", "0");
    }

    @Test
    void while_the_circuit_breaker_is_open_no_operation_requests_a_list_that_was_not_available() {
        cloud.down(0);
        cloud.regionsStatus = 500;
        video.close();
        video = builder()
                .regionFailover(true)
                .resilience(Resilience.builder()
                        .retry(RetryPolicy.builder().maxAttempts(1).build())
                        .circuitBreaker(CircuitBreakerPolicy.builder()
                                .window(1)
                                .minimumCalls(1)
                                .openFor(Duration.ofMinutes(5))
                                .build())
                        .build())
                .build();
        assertThatThrownBy(this::listRooms).isInstanceOf(UnavailableException.class);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::listRooms).hasMessageContaining("circuit breaker is open");
        }
        assertThat(cloud.seen).containsExactly("0", "0 regions");

        cloud.regionsStatus = 200;
        clock.set(clock.instant().plusSeconds(5));
        listRooms();
        assertThat(cloud.seen).containsExactly("0", "0 regions", "0 regions", "1");
    }

    @Test
    void a_project_that_a_region_rejects_fails_over_and_stays_in_the_other_region() {
        cloud.status[0] = 451;
        cloud.cacheControl = "max-age=60";

        listRooms();
        listRooms();
        assertThat(cloud.seen).containsExactly("0", "0 regions", "1", "1");

        clock.set(clock.instant().plusSeconds(61));
        listRooms();
        assertThat(cloud.seen).as("for as long as the list holds").endsWith("0", "0 regions", "1");
    }

    @Test
    void a_region_that_rejects_the_project_has_no_effect_so_every_operation_fails_over() {
        cloud.status[0] = 451;
        cloud.body = "{\"payload\":\"pong\"}";

        String answer =
                video.unwrap(LiveKitClient.class).rooms().performRpc("r", "alice", "ping", "", Duration.ofSeconds(1));

        assertThat(answer).isEqualTo("pong");
        assertThat(cloud.seen).containsExactly("0", "0 regions", "1");
    }

    @Test
    void an_operation_with_an_unknown_outcome_is_not_repeated_in_another_region() {
        cloud.down(0);

        VideoException failure = catchThrowableOfType(
                VideoException.class,
                () -> video.unwrap(LiveKitClient.class)
                        .rooms()
                        .performRpc("r", "alice", "ping", "", Duration.ofSeconds(1)));

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(cloud.seen).containsExactly("0");
    }

    @Test
    void a_message_fails_over_to_another_region_with_its_nonce() {
        cloud.down(0);

        video.require(Messages.class).send(CallId.of("r"), "chat", new byte[] {1});

        assertThat(cloud.seen).containsExactly("0", "0 regions", "1");
        assertThat(cloud.requests.get(2).getBody())
                .isEqualTo(cloud.requests.get(0).getBody());
    }

    @Test
    void an_answer_is_an_answer_and_no_reason_to_go_elsewhere() {
        cloud.status[0] = 404;

        var unused = catchThrowableOfType(VideoException.class, this::listRooms);

        assertThat(cloud.seen).containsExactly("0");
    }

    @Test
    void an_address_that_is_none_is_passed_over() {
        cloud.down(0);
        cloud.scheme = "ftp";

        assertThat(catchThrowableOfType(UnavailableException.class, this::listRooms))
                .isNotNull();

        assertThat(cloud.seen).doesNotContain("1", "2", "3");
    }

    @ParameterizedTest
    @CsvSource({"https://project.livekit.cloud, 0", "http://project.livekit.cloud, 1"})
    void the_token_is_never_sent_unencrypted_after_https(String project, int served) {
        try (LiveKitVideoProvider onCloud = Tests.providerOf(project)
                .http(client -> client.addInterceptor(chain -> {
                    Request request = chain.request();
                    if (!request.url().host().equals("project.livekit.cloud")) {
                        return chain.proceed(request);
                    }
                    boolean list = request.url().encodedPath().equals("/settings/regions");
                    return new Response.Builder()
                            .request(request)
                            .protocol(Protocol.HTTP_1_1)
                            .code(list ? 200 : 503)
                            .message("")
                            .body(ResponseBody.create(list ? cloud.regions() : "", null))
                            .build();
                }))
                .build()) {
            try {
                onCloud.calls().list();
            } catch (UnavailableException e) {
                assertThat(e.attempts()).isEqualTo(3);
            }
        }

        assertThat(cloud.seen).hasSize(served);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "http"})
    void an_address_for_websockets_is_one_for_http(String scheme) {
        cloud.down(0);
        cloud.scheme = scheme.toUpperCase(Locale.ROOT);

        listRooms();

        assertThat(cloud.seen).endsWith("1");
    }

    @Test
    void a_self_hosted_server_is_retried_without_a_request_for_regions() {
        cloud.down(0);
        try (LiveKitVideoProvider own = builder().build()) {
            VideoException failure =
                    catchThrowableOfType(VideoException.class, () -> own.calls().list());

            assertThat(failure.attempts()).isEqualTo(3);
        }
        assertThat(cloud.seen).containsExactly("0", "0", "0");
    }

    @ParameterizedTest
    @CsvSource({"true, 2", "false, 1"})
    void a_refusal_of_the_region_is_final_without_failover(boolean failover, int requests) {
        cloud.status[0] = 451;
        cloud.status[1] = 404;
        try (LiveKitVideoProvider chosen = builder().regionFailover(failover).build()) {
            VideoException failure = catchThrowableOfType(
                    VideoException.class, () -> chosen.calls().get(CallId.of("c-1")));

            assertThat(failure).isInstanceOfAny(ProviderException.class, NotFoundException.class);
            assertThat(failure.outcomeUnknown()).isFalse();
        }
        assertThat(cloud.seen.stream().filter(what -> !what.endsWith("regions")))
                .hasSize(requests);
    }
}
