package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static io.videoprovider.livekit.Tests.body;
import static io.videoprovider.livekit.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.PermissionDeniedException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.UnavailableException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.error.VideoException;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.ingress.IngressProtocol;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.livekit.client.IngressClient;
import io.videoprovider.livekit.client.IngressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Ingresses that LiveKit keeps. */
class LiveKitIngressesTest {

    private static final CallId STUDIO = CallId.of("studio");
    private static final IngressRequest CAMERA = IngressRequest.rtmp("camera").build();
    private static final Json CREATED = Json.parse("{\"input_type\":\"RTMP_INPUT\",\"name\":\"camera\","
            + "\"room_name\":\"studio\",\"participant_identity\":\"camera\"}");

    private LiveKitEmulator emulator =
            start(builder -> builder.ingressUrls("rtmp://in.test/live", "https://in.test/w"));
    private LiveKitVideoProvider video = Tests.providerOf(emulator).build();
    private Ingresses ingresses = video.require(Ingresses.class);

    private static LiveKitEmulator start(UnaryOperator<LiveKitEmulator.Builder> options) {
        return options.apply(LiveKitEmulator.builder().apiKey("devkey", SECRET).delays(Delays.SHORT))
                .start();
    }

    /** Another server than the usual one. */
    private void server(UnaryOperator<LiveKitEmulator.Builder> options) {
        stop();
        emulator = start(options);
        video = Tests.providerOf(emulator).build();
        ingresses = video.require(Ingresses.class);
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    private int creations() {
        return requests(emulator, "CreateIngress").size();
    }

    @Test
    void rtmp_has_an_address_and_a_key() {
        Ingress ingress = ingresses.create(STUDIO, CAMERA);

        assertThat(body(emulator, "CreateIngress")).isEqualTo(CREATED);
        assertThat(ingress.id().value()).startsWith("IN_");
        assertThat(ingress.call()).isEqualTo(STUDIO);
        assertThat(ingress.userId()).isEqualTo("camera");
        assertThat(ingress.protocol()).isEqualTo(IngressProtocol.RTMP);
        assertThat(ingress.url()).isEqualTo("rtmp://in.test/live");
        assertThat(ingress.streamKey()).isNotEmpty().isEqualTo(ingress.raw().string("stream_key"));
        assertThat(ingress.expiresAt()).isNull();
    }

    @Test
    void whip_has_its_own_and_a_call_of_a_type_its_own_room() {
        Ingress ingress = ingresses.create(
                CallId.of("livestream", "show"), IngressRequest.whip("browser").build());

        assertThat(body(emulator, "CreateIngress").string("room_name")).isEqualTo("livestream:show");
        assertThat(body(emulator, "CreateIngress").string("input_type")).isEqualTo("WHIP_INPUT");
        assertThat(ingress.call()).isEqualTo(CallId.of("livestream", "show"));
        assertThat(ingress.url()).isEqualTo("https://in.test/w");
    }

    @Test
    void a_server_without_ingress_address_returns_only_a_key() {
        server(builder -> builder);

        assertThat(ingresses.create(STUDIO, CAMERA).url()).isNull();
    }

    @Test
    void the_same_user_by_the_same_protocol_has_one() {
        Ingress first = ingresses.create(STUDIO, CAMERA);

        assertThat(ingresses.create(STUDIO, CAMERA)).isEqualTo(first);
        assertThat(creations()).isEqualTo(1);
        assertThat(ingresses
                        .create(STUDIO, IngressRequest.whip("camera").build())
                        .id())
                .isNotEqualTo(first.id());
        assertThat(ingresses
                        .create(STUDIO, IngressRequest.rtmp("another").build())
                        .id())
                .isNotEqualTo(first.id());
        assertThat(ingresses.create(CallId.of("other"), CAMERA).id()).isNotEqualTo(first.id());
    }

    @Test
    void unsupported_options_are_rejected_before_any_request() {
        assertThatThrownBy(() ->
                        ingresses.create(STUDIO, IngressRequest.srt("camera").build()))
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> ingresses.create(
                        STUDIO,
                        IngressRequest.rtmp("camera").ttl(Duration.ofHours(1)).build()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("delete it");
        assertThatThrownBy(() -> ingresses.create(
                        STUDIO, IngressRequest.rtmp("李".repeat(86)).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("256");
        assertThat(emulator.requests()).isEmpty();
    }

    @Test
    void ingresses_are_listed_by_call_without_url_inputs() {
        Ingress one = ingresses.create(STUDIO, CAMERA);
        Ingress two = ingresses.create(STUDIO, IngressRequest.whip("browser").build());
        ingresses.create(CallId.of("other"), CAMERA);

        assertThat(ingresses.list(STUDIO)).containsExactlyInAnyOrder(one, two);
        emulator.faults()
                .inject(
                        "ListIngress",
                        LiveKitFault.body(
                                200,
                                "application/json",
                                "{\"items\":[{\"ingress_id\":\"IN_1\",\"input_type\":\"URL_INPUT\"},"
                                        + "{\"ingress_id\":\"IN_2\",\"input_type\":\"HOLOGRAM_INPUT\"}]}"));
        assertThat(ingresses.list(STUDIO)).isEmpty();
    }

    @Test
    void a_second_page_is_fetched_when_it_is_reached() {
        Ingress real = ingresses.create(STUDIO, CAMERA);
        emulator.faults()
                .inject(
                        "ListIngress",
                        LiveKitFault.body(
                                200, "application/json", "{\"items\":[],\"next_page_token\":{\"token\":\"more\"}}"));

        assertThat(ingresses.list(STUDIO).stream()).containsExactly(real);
        assertThat(Json.parse(requests(emulator, "ListIngress").get(2).body())
                        .object("page_token")
                        .string("token"))
                .isEqualTo("more");
    }

    @Test
    void deleting_a_deleted_object_succeeds() {
        Ingress ingress = ingresses.create(STUDIO, CAMERA);
        emulator.faults().inject("DeleteIngress", LiveKitFault.dropAfterProcessing());

        ingresses.delete(ingress.id());
        ingresses.delete(ingress.id());
        ingresses.delete(new IngressId("IN_nothing"));

        assertThat(ingresses.list(STUDIO)).isEmpty();
    }

    @Test
    void without_redis_the_error_names_the_missing_service() {
        server(builder -> builder.redis(false));

        assertThatThrownBy(() -> ingresses.create(STUDIO, CAMERA))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("needs Redis");
        assertThatThrownBy(() -> ingresses.list(STUDIO)).isInstanceOf(UnavailableException.class);
        assertThat(creations()).isZero();
    }

    @Test
    void the_key_is_not_printed() {
        Ingress ingress = ingresses.create(STUDIO, CAMERA);

        assertThat(ingress + " " + new IngressInfo(ingress.raw()) + ingresses.list(STUDIO))
                .doesNotContain(ingress.streamKey());
    }

    @Nested
    class Rotation {

        @Test
        void the_old_ingress_is_deleted_and_a_new_one_created() {
            Ingress other =
                    ingresses.create(STUDIO, IngressRequest.whip("camera").build());
            Ingress old = ingresses.create(STUDIO, CAMERA);

            Ingress rotated = ingresses.rotate(STUDIO, CAMERA);

            assertThat(rotated.streamKey()).isNotEqualTo(old.streamKey());
            assertThat(rotated.id()).isNotEqualTo(old.id());
            assertThat(ingresses.list(STUDIO)).containsExactlyInAnyOrder(other, rotated);
        }

        @Test
        void one_is_created_if_none_exists() {
            Ingress ingress = ingresses.rotate(STUDIO, CAMERA);

            assertThat(ingresses.list(STUDIO)).containsExactly(ingress);
        }

        @Test
        void every_key_of_the_user_is_replaced() {
            for (int i = 0; i < 2; i++) {
                IngressInfo unused = video.unwrap(LiveKitClient.class).ingress().createIngress(CREATED);
            }

            Ingress rotated = ingresses.rotate(STUDIO, CAMERA);

            assertThat(ingresses.list(STUDIO)).containsExactly(rotated);
        }

        @Test
        void lost_responses_are_reconciled() {
            Ingress old = ingresses.create(STUDIO, CAMERA);
            emulator.faults()
                    .inject("DeleteIngress", LiveKitFault.dropAfterProcessing())
                    .inject("CreateIngress", LiveKitFault.dropAfterProcessing());

            Ingress rotated = ingresses.rotate(STUDIO, CAMERA);

            assertThat(rotated.streamKey()).isNotEqualTo(old.streamKey());
            assertThat(ingresses.list(STUDIO)).containsExactly(rotated);
            assertThat(creations()).isEqualTo(2);
        }

        @Test
        void an_error_between_both_steps_contains_the_state_and_a_repetition_creates_the_key() {
            Ingress old = ingresses.create(STUDIO, CAMERA);
            emulator.faults().inject("CreateIngress", LiveKitFault.twirp(403, "permission_denied", "no"));

            ProviderException failure =
                    catchThrowableOfType(ProviderException.class, () -> ingresses.rotate(STUDIO, CAMERA));

            assertThat(failure)
                    .hasMessageContaining("old stream key was deleted")
                    .hasCauseInstanceOf(PermissionDeniedException.class);
            assertThat(failure.operation()).isEqualTo("CreateIngress");
            assertThat(ingresses.list(STUDIO)).isEmpty();
            assertThat(ingresses.rotate(STUDIO, CAMERA).streamKey()).isNotEqualTo(old.streamKey());
        }

        @Test
        void the_old_key_is_kept_if_its_deletion_is_rejected() {
            Ingress old = ingresses.create(STUDIO, CAMERA);
            emulator.faults().inject("DeleteIngress", LiveKitFault.twirp(403, "permission_denied", "no"));

            assertThatThrownBy(() -> ingresses.rotate(STUDIO, CAMERA)).isInstanceOf(PermissionDeniedException.class);

            assertThat(ingresses.list(STUDIO)).containsExactly(old);
        }

        @Test
        void unsupported_options_are_rejected_before_any_request() {
            assertThatThrownBy(() -> ingresses.rotate(
                            STUDIO, IngressRequest.srt("camera").build()))
                    .isInstanceOf(UnsupportedFeatureException.class);
            assertThat(emulator.requests()).isEmpty();
        }
    }

    /** A second ingress would have a second key, and the first would be lost. */
    @Nested
    class LostAnswers {

        @Test
        void one_whose_answer_was_lost_is_found() {
            emulator.faults().inject("CreateIngress", LiveKitFault.dropAfterProcessing());

            Ingress ingress = ingresses.create(STUDIO, CAMERA);

            assertThat(creations()).isEqualTo(1);
            assertThat(ingresses.list(STUDIO)).containsExactly(ingress);
        }

        @Test
        void one_that_was_lost_itself_is_not_repeated_blindly() {
            ingresses.create(STUDIO, IngressRequest.rtmp("another").build());
            emulator.faults().inject("CreateIngress", LiveKitFault.dropBeforeProcessing());

            UnavailableException failure =
                    catchThrowableOfType(UnavailableException.class, () -> ingresses.create(STUDIO, CAMERA));

            assertThat(failure.operation()).isEqualTo("CreateIngress");
            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(creations()).isEqualTo(2);
        }

        @Test
        void when_even_the_look_fails_the_error_is_that_of_the_creation() {
            emulator.faults()
                    .inject("CreateIngress", LiveKitFault.dropAfterProcessing())
                    .inject("ListIngress", LiveKitFault.delay(Duration.ZERO))
                    .inject("ListIngress", Integer.MAX_VALUE, LiveKitFault.text(502, "Bad Gateway"));

            VideoException failure = catchThrowableOfType(VideoException.class, () -> ingresses.create(STUDIO, CAMERA));

            assertThat(failure.operation()).isEqualTo("CreateIngress");
            assertThat(failure.outcomeUnknown()).isTrue();
            assertThat(failure.getSuppressed()).hasSize(1);
            assertThat(((VideoException) failure.getSuppressed()[0]).operation())
                    .isEqualTo("ListIngress");
            assertThat(creations()).isEqualTo(1);
        }

        @Test
        void one_that_was_refused_is_known_not_to_be_there() {
            emulator.faults().inject("CreateIngress", LiveKitFault.twirp(400, "invalid_argument", "invalid ingress"));

            VideoException failure =
                    catchThrowableOfType(InvalidRequestException.class, () -> ingresses.create(STUDIO, CAMERA));

            assertThat(failure.outcomeUnknown()).isFalse();
            assertThat(requests(emulator, "ListIngress")).hasSize(1);
        }
    }

    /** The wire client's own methods. */
    @Nested
    class Client {

        private final LiveKitClient client = video.unwrap(LiveKitClient.class);

        @Test
        void an_ingress_is_created_changed_listed_and_deleted() {
            IngressInfo created = client.ingress().createIngress(CREATED);

            IngressInfo changed = client.ingress()
                    .updateIngress(
                            created.ingressId(),
                            Json.builder().put("room_name", "other").build());

            assertThat(changed.roomName()).isEqualTo("other");
            assertThat(changed.streamKey()).isEqualTo(created.streamKey());
            assertThat(IngressClient.ingresses(client.ingress()
                            .listIngress(
                                    Json.builder().put("room_name", "other").build())))
                    .containsExactly(changed);
            client.ingress().deleteIngress(created.ingressId());
            assertThatThrownBy(() -> client.ingress().deleteIngress(created.ingressId()))
                    .isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> client.ingress().updateIngress(created.ingressId(), Json.EMPTY))
                    .isInstanceOf(NotFoundException.class);
        }

        @Test
        void it_has_the_usual_patience_and_not_that_of_an_egress() {
            client.ingress().createIngress(CREATED);

            assertThat(Tests.header(requests(emulator, "CreateIngress").get(0), "x-twirp-timeout-ms"))
                    .isEqualTo("10000");
        }

        @Test
        void a_start_without_a_worker_is_not_retried() {
            Json pull = Json.parse("{\"input_type\":\"URL_INPUT\",\"url\":\"https://in.test/x.m3u8\","
                    + "\"room_name\":\"studio\",\"participant_identity\":\"url\"}");

            assertThatThrownBy(() -> client.ingress().createIngress(pull)).isInstanceOf(UnavailableException.class);
            assertThat(creations()).isEqualTo(1);
        }
    }
}
