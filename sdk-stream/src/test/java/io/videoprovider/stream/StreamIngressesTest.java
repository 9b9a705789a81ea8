package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.body;
import static io.videoprovider.stream.Tests.operations;
import static io.videoprovider.stream.Tests.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.JoinRefusedException;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.ingress.IngressProtocol;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.spi.Jwt;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.token.TokenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An address that every call has, and a key that expires. */
class StreamIngressesTest {

    private static final CallId LOBBY = CallId.of("lobby");
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00.9Z");
    private static final IngressRequest CAMERA = IngressRequest.rtmp("camera").build();

    private final MutableClock clock = new MutableClock(NOW);
    private StreamEmulator emulator;
    private StreamVideoProvider video;
    private Ingresses ingresses;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().clock(clock).start();
        video = Tests.providerOf(emulator).clock(clock).build();
        ingresses = video.require(Ingresses.class);
        video.calls().getOrCreate(CallRequest.of(LOBBY));
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_key_is_a_token_of_the_user_that_expires(IngressProtocol protocol) throws Exception {
        Ingress ingress = ingresses.create(
                LOBBY,
                IngressRequest.builder(protocol, "camera")
                        .ttl(Duration.ofHours(2))
                        .build());

        Jwt token = Jwt.parse(ingress.streamKey());
        assertThat(SigningKey.of(Tests.SECRET).signed(token)).isTrue();
        assertThat(token.claims().asMap()).containsOnlyKeys("user_id", "iat", "exp");
        assertThat(token.claims().string("user_id")).isEqualTo("camera");
        assertThat(token.claims().number("exp"))
                .isEqualTo(NOW.plus(Duration.ofHours(2)).getEpochSecond());
        assertThat(ingress.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(2)));
        assertThat(ingress.protocol()).isEqualTo(protocol);
        assertThat(ingress.call()).isEqualTo(LOBBY);
    }

    @Test
    void keys_of_one_user_are_equal_within_a_second_and_differ_in_the_next() {
        String first = ingresses.create(LOBBY, CAMERA).streamKey();
        String again = ingresses.create(LOBBY, CAMERA).streamKey();
        String other = ingresses
                .create(LOBBY, IngressRequest.rtmp("microphone").build())
                .streamKey();
        clock.set(NOW.plusSeconds(1));
        String later = ingresses.create(LOBBY, CAMERA).streamKey();

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(later).isNotEqualTo(first);
    }

    @Test
    void by_default_it_expires_after_a_day() {
        assertThat(ingresses.create(LOBBY, CAMERA).expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void the_address_is_that_of_the_call() {
        assertThat(ingresses.create(LOBBY, CAMERA).url()).startsWith("rtmps://").endsWith("/default/lobby");
        assertThat(ingresses
                        .create(LOBBY, IngressRequest.whip("camera").build())
                        .url())
                .startsWith("https://")
                .endsWith("/whip/default/lobby");
    }

    @Test
    void that_of_srt_holds_the_key_and_its_signature() {
        Ingress ingress = ingresses.create(LOBBY, IngressRequest.srt("camera").build());

        String signature = ingress.streamKey().split("\\.", -1)[2];
        assertThat(ingress.url())
                .startsWith("srt://")
                .contains("passphrase=" + signature + "&")
                .endsWith("token:" + ingress.streamKey())
                .doesNotContain("{");
        assertThat(ingress.toString()).doesNotContain(signature);
    }

    @Test
    void the_user_is_made_when_there_is_none() {
        ingresses.create(LOBBY, CAMERA);

        assertThat(body(emulator, "UpdateUsers").object("users").asMap()).containsOnlyKeys("camera");
    }

    @Test
    void a_missing_call_is_not_found_and_no_user_is_created() {
        assertThatThrownBy(() -> ingresses.create(CallId.of("absent"), CAMERA)).isInstanceOf(NotFoundException.class);
        assertThat(requests(emulator, "UpdateUsers")).isEmpty();
    }

    @Test
    void a_call_without_an_ingress_address_is_a_conflict() {
        emulator.faults()
                .inject(
                        "GetCall",
                        StreamFault.body(
                                200, "application/json", "{\"call\":{\"cid\":\"default:studio\",\"ingress\":{}}}"));

        assertThatThrownBy(() -> ingresses.create(LOBBY, CAMERA))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("RTMP")
                .hasMessageContaining("enable ingress");
    }

    @Test
    void nothing_is_stored_so_lists_are_empty_without_a_request() {
        ingresses.create(LOBBY, CAMERA);
        int before = emulator.requests().size();

        assertThat(ingresses.list(LOBBY)).isEmpty();
        assertThat(emulator.requests()).hasSize(before);
    }

    @Test
    void deleting_makes_the_key_useless_and_no_later_one() {
        Ingress ingress = ingresses.create(LOBBY, CAMERA);
        assertThat(emulator.join(ingress.streamKey(), "default:lobby").connected())
                .isTrue();

        ingresses.delete(ingress.id());

        assertThatThrownBy(() -> emulator.join(ingress.streamKey(), "default:lobby"))
                .isInstanceOf(JoinRefusedException.class);
        clock.set(NOW.plusMillis(100));
        Ingress next = ingresses.create(LOBBY, CAMERA);
        assertThat(next.id()).isEqualTo(ingress.id());
        assertThat(emulator.join(next.streamKey(), "default:lobby").connected()).isTrue();
    }

    @Test
    void deleting_reads_the_user_from_an_id_and_rejects_other_texts() {
        ingresses.create(LOBBY, IngressRequest.whip("camera_2@home").build());

        ingresses.delete(new IngressId("default:lobby~whip~camera_2@home"));

        assertThat(body(emulator, "UpdateUsersPartial").objects("users").get(0).string("id"))
                .isEqualTo("camera_2@home");
        assertThatThrownBy(() -> ingresses.delete(new IngressId("IN_1"))).isInstanceOf(InvalidRequestException.class);
        assertThat(operations(emulator))
                .filteredOn("UpdateUsersPartial"::equals)
                .hasSize(1);
    }

    @Test
    void rotation_revokes_all_earlier_keys_and_returns_a_valid_one() {
        Ingress first = ingresses.create(LOBBY, CAMERA);
        Ingress second = ingresses.rotate(LOBBY, CAMERA);
        Ingress third = ingresses.rotate(LOBBY, CAMERA);

        assertThat(third.id()).isEqualTo(first.id());
        for (Ingress old : List.of(first, second)) {
            assertThatThrownBy(() -> emulator.join(old.streamKey(), "default:lobby"))
                    .isInstanceOf(JoinRefusedException.class);
        }
        assertThat(emulator.join(third.streamKey(), "default:lobby").connected())
                .isTrue();
        ingresses.delete(third.id());
        assertThatThrownBy(() -> emulator.join(third.streamKey(), "default:lobby"))
                .isInstanceOf(JoinRefusedException.class);
    }

    @Test
    void rotation_revokes_join_tokens_of_the_user() {
        String token = video.tokens()
                .mint(TokenRequest.builder("camera", LOBBY).build())
                .token();

        ingresses.rotate(LOBBY, CAMERA);

        assertThat(video.capabilities().semantics().ingressRotationRevokesTokens())
                .isTrue();
        assertThatThrownBy(() -> emulator.join(token)).isInstanceOf(JoinRefusedException.class);
    }

    @Test
    void nothing_is_revoked_if_the_call_does_not_exist() {
        assertThatThrownBy(() -> ingresses.rotate(CallId.of("absent"), CAMERA)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> ingresses.rotate(CallId.unchecked("default", "a/b"), CAMERA))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(requests(emulator, "UpdateUsersPartial")).isEmpty();
    }

    @Test
    void too_many_rotations_are_a_conflict_before_the_revocation() {
        Ingress last = ingresses.rotate(LOBBY, CAMERA);
        for (int i = 0; i < 9; i++) {
            last = ingresses.rotate(LOBBY, CAMERA);
        }

        assertThatThrownBy(() -> ingresses.rotate(LOBBY, CAMERA)).isInstanceOf(ConflictException.class);

        assertThat(emulator.join(last.streamKey(), "default:lobby").connected()).isTrue();
        clock.set(NOW.plusSeconds(1));
        assertThat(ingresses.rotate(LOBBY, CAMERA).streamKey()).isNotEqualTo(last.streamKey());
    }
}
