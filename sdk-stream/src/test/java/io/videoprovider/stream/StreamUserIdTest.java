package io.videoprovider.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.VideoException;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.UserToken;
import io.videoprovider.token.Permission;
import io.videoprovider.token.TokenRequest;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids that Stream rejects as users are rejected in all requests. */
class StreamUserIdTest {

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jürgen",
                "user:1",
                "a*b",
                "auth0|42",
                "alice@example.com",
                "a b",
                "a+b",
                "!anon",
                "a~b",
                "山田",
                "а",
                "🙂"
            })
    void an_id_that_stream_rejects_is_rejected_before_any_request(String id) {
        Json user = Json.builder().put("id", id).build();

        refused(
                "userId",
                () -> video.tokens().mint(TokenRequest.builder(id, LOBBY).build()));
        refused(
                "userId",
                () -> video.tokens().mint(TokenRequest.builder(id).withoutCall().build()));
        refused("userId", () -> UserToken.builder(id));
        refused(
                "createdBy",
                () -> video.calls()
                        .getOrCreate(CallRequest.builder(LOBBY).createdBy(id).build()));
        refused(
                "member",
                () -> video.calls()
                        .getOrCreate(
                                CallRequest.builder(LOBBY).member(Member.of(id)).build()));
        refused("member", () -> video.require(Members.class).add(LOBBY, List.of(Member.of("alice"), Member.of(id))));
        refused("userId", () -> video.require(Members.class).remove(LOBBY, List.of(id)));
        refused("userId", () -> video.participants().get(LOBBY, id));
        refused("userId", () -> video.participants().remove(LOBBY, id));
        refused("userId", () -> video.participants().mute(LOBBY, id, TrackKind.CAMERA));
        refused(
                "userId",
                () -> video.participants()
                        .update(
                                LOBBY,
                                id,
                                ParticipantUpdate.builder()
                                        .deny(Permission.PUBLISH_AUDIO)
                                        .build()));
        refused(
                "userId",
                () -> video.ingresses().create(LOBBY, IngressRequest.rtmp(id).build()));
        refused(
                "serverUser",
                () -> Tests.providerOf("http://127.0.0.1:1").serverUser(id).build());
        refused("user id", () -> client.users().upsertUsers(List.of(user)));
        refused("user id", () -> client.users().revokeUserTokens(id, Instant.EPOCH));
        refused("user id", () -> client.calls().kickUser(LOBBY, id, true));
        refused("user id", () -> client.calls().updatePermissions(LOBBY, id, List.of("send-audio"), List.of()));
        refused("user id", () -> client.calls().sendEvent(LOBBY, id, Json.EMPTY));
        assertThat(emulator.requests()).isEmpty();
    }

    private static void refused(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field))
                .hasMessageContaining("must contain only a-z, A-Z, 0-9, @, _ and - on Stream, had U+");
    }

    @Test
    void a_token_is_minted_for_those_ids_that_may_be_users() {
        for (char character = 0; character < 0x180; character++) {
            String id = "a" + character;

            assertThat(mints(id)).as("a token for U+%04X", (int) character).isEqualTo(becomesUser(id));
        }
        assertThat(mints("x".repeat(255)))
                .isEqualTo(becomesUser("x".repeat(255)))
                .isTrue();
        assertThat(mints("x".repeat(256)))
                .isEqualTo(becomesUser("x".repeat(256)))
                .isFalse();
    }

    private boolean mints(String id) {
        try {
            return !video.tokens()
                    .mint(TokenRequest.builder(id, LOBBY).build())
                    .token()
                    .isEmpty();
        } catch (InvalidRequestException e) {
            return false;
        }
    }

    private boolean becomesUser(String id) {
        Json user = Json.builder().put("id", id).build();
        Json users = Json.builder().put(id, user).build();
        try {
            return client.request(
                            "POST", "users", Json.builder().put("users", users).build())
                    .has("users");
        } catch (VideoException e) {
            assertThat(e.status()).isEqualTo(400);
            return false;
        }
    }
}
