package io.videoprovider.livekit;

import static io.videoprovider.error.WebhookRejectedException.Reason;
import static io.videoprovider.livekit.LiveKitTokensTest.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.event.BroadcastEvent;
import io.videoprovider.event.BroadcastFailed;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.BroadcastStopped;
import io.videoprovider.event.BroadcastUpdated;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.IngressFailed;
import io.videoprovider.event.IngressSnapshot;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.TrackUnpublished;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.testkit.UncloneableDigests;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks of a real server, and invalid ones. */
class LiveKitWebhooksTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final LiveKitWebhookSigner SIGNER = new LiveKitWebhookSigner("devkey", "secret");
    private static final String STARTED =
            "{\"event\":\"room_started\",\"room\":{\"sid\":\"RM_1\",\"name\":\"lobby\"},\"id\":\"EV_1\","
                    + "\"createdAt\":\"1777888800\"}";

    private final MutableClock clock = new MutableClock(NOW);
    private final LiveKitVideoProvider video = LiveKitVideoProvider.builder()
            .url("ws://localhost:7880")
            .apiKey("devkey")
            .apiSecret("secret")
            .webhookKey("second", "another-secret")
            .clock(clock)
            .build();

    @AfterEach
    void close() {
        video.close();
    }

    private static WebhookRequest request(String authorization, byte[] body) {
        return WebhookRequest.of(Map.of("Authorization", List.of(authorization)), body);
    }

    /** A body with the good signature of the present. */
    private static WebhookRequest signedNow(byte[] body) {
        return request(SIGNER.authorization(body, NOW), body);
    }

    private VideoEvent parsed(String body) {
        return video.webhooks().parse(signedNow(body.getBytes(UTF_8)));
    }

    private WebhookRejectedException rejected(Reason reason, WebhookRequest request) {
        WebhookRejectedException rejection = catchThrowableOfType(
                WebhookRejectedException.class, () -> video.webhooks().parse(request));
        assertThat(rejection).as("the rejection").isNotNull();
        assertThat(rejection.reason()).isEqualTo(reason);
        return rejection;
    }

    /** Webhooks that a real server has sent. */
    @Nested
    class Recorded {

        private static final Map<String, Class<? extends VideoEvent>> TYPES = Map.of(
                "room_started", CallStarted.class,
                "room_finished", CallEnded.class,
                "participant_joined", ParticipantJoined.class,
                "participant_left", ParticipantLeft.class,
                "track_published", TrackPublished.class,
                "track_unpublished", TrackUnpublished.class);

        private static final Map<String, Class<? extends VideoEvent>> RECORDINGS = Map.of(
                "", RecordingStarted.class,
                "EGRESS_ACTIVE", RecordingUpdated.class,
                "EGRESS_ENDING", RecordingStopped.class,
                "EGRESS_COMPLETE", RecordingReady.class,
                "EGRESS_FAILED", RecordingFailed.class,
                "EGRESS_ABORTED", RecordingFailed.class);

        private static final Map<String, Class<? extends VideoEvent>> BROADCASTS = Map.of(
                "egress_started", BroadcastStarted.class,
                "egress_updated", BroadcastUpdated.class,
                "egress_ended", BroadcastStopped.class);

        private static final Map<String, RecordingStatus> STATUSES = Map.of(
                "", RecordingStatus.STARTING,
                "EGRESS_ACTIVE", RecordingStatus.RECORDING,
                "EGRESS_ENDING", RecordingStatus.STOPPING,
                "EGRESS_COMPLETE", RecordingStatus.READY,
                "EGRESS_FAILED", RecordingStatus.FAILED,
                "EGRESS_ABORTED", RecordingStatus.FAILED);

        static List<String> deliveries() {
            return Tests.vectors("webhooks").stream()
                    .map(file -> file.getFileName().toString())
                    .toList();
        }

        private VideoEvent parse(Json delivery) {
            clock.set(Instant.ofEpochSecond(delivery.object("claims").number("iat")));
            Map<String, List<String>> headers = new LinkedHashMap<>();
            delivery.object("headers")
                    .asMap()
                    .forEach((name, value) -> headers.put(name, List.of(String.valueOf(value))));
            return video.webhooks()
                    .parse(WebhookRequest.of(headers, delivery.string("rawBody").getBytes(UTF_8)));
        }

        @Test
        void all_of_them_are_here() {
            assertThat(deliveries()).hasSize(109);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("deliveries")
        void it_is_verified_and_becomes_its_type(String file) {
            Json delivery = delivery(file);
            Json body = Json.parse(delivery.string("rawBody"));

            VideoEvent event = parse(delivery);

            Json egress = body.object("egressInfo");
            boolean streamsOnly = egress.has("streamResults") && !egress.has("fileResults");
            String room = body.has("room") ? body.object("room").string("name") : egress.string("roomName");
            String sid = body.has("room") ? body.object("room").string("sid") : egress.string("roomId");
            // The egress of a web page, and a room whose name is empty.
            boolean ofNoRoom = room.isEmpty();
            Class<? extends VideoEvent> type = ofNoRoom
                    ? UnknownEvent.class
                    : !body.has("egressInfo")
                            ? TYPES.get(body.string("event"))
                            : streamsOnly
                                    ? BROADCASTS.get(body.string("event"))
                                    : RECORDINGS.get(egress.string("status"));
            assertThat(event).isInstanceOf(type);
            assertThat(event.provider()).isEqualTo(ProviderId.LIVEKIT);
            assertThat(event.type()).isEqualTo(body.string("event"));
            assertThat(event.deliveryId()).isEqualTo(body.string("id")).startsWith("EV_");
            assertThat(event.occurredAt()).isEqualTo(Instant.ofEpochSecond(Long.parseLong(body.string("createdAt"))));
            assertThat(event.raw()).isEqualTo(body);
            assertThat(event.call()).isEqualTo(ofNoRoom ? null : CallId.unchecked("default", room));
            assertThat(event.sessionId()).isEqualTo(ofNoRoom ? null : sid);
            switch (body.string("event")) {
                case "participant_joined" -> participant(body, ((ParticipantJoined) event).participant());
                case "participant_left" -> {
                    participant(body, ((ParticipantLeft) event).participant());
                    assertThat(((ParticipantLeft) event).reason())
                            .isNotEmpty()
                            .isEqualTo(body.object("participant")
                                    .string("disconnectReason")
                                    .toLowerCase(Locale.ROOT));
                }
                case "track_published", "track_unpublished" -> track(body, event);
                default -> {
                    if (event instanceof RecordingEvent of) {
                        recording(egress, of.recording());
                    } else if (event instanceof BroadcastEvent of) {
                        broadcast(egress, of.broadcast());
                    }
                }
            }
        }

        private static void participant(Json body, Participant actual) {
            Json sent = body.object("participant");
            assertThat(actual.userId()).isNotEmpty().isEqualTo(sent.string("identity"));
            assertThat(actual.connectionId()).startsWith("PA_").isEqualTo(sent.string("sid"));
            assertThat(actual.kind()).isEqualTo(ParticipantKind.STANDARD);
            assertThat(actual.hidden()).isEqualTo(sent.object("permission").bool("hidden"));
            assertThat(actual.joinedAt()).isEqualTo(Instant.ofEpochMilli(Long.parseLong(sent.string("joinedAtMs"))));
        }

        private static void track(Json body, VideoEvent event) {
            Track track =
                    event instanceof TrackPublished published ? published.track() : ((TrackUnpublished) event).track();
            String userId = event instanceof TrackPublished published
                    ? published.userId()
                    : ((TrackUnpublished) event).userId();
            String connection = event instanceof TrackPublished published
                    ? published.connectionId()
                    : ((TrackUnpublished) event).connectionId();
            assertThat(userId).isNotEmpty().isEqualTo(body.object("participant").string("identity"));
            assertThat(connection).isEqualTo(body.object("participant").string("sid"));
            assertThat(track.id())
                    .startsWith("TR_")
                    .isEqualTo(body.object("track").string("sid"));
            assertThat(track.kind())
                    .isEqualTo(
                            new TrackKind(body.object("track").string("source").toLowerCase(Locale.ROOT)));
        }

        private static void broadcast(Json egress, Broadcast actual) {
            assertThat(actual.id().value()).startsWith("EG_").isEqualTo(egress.string("egressId"));
            assertThat(actual.kind()).isEqualTo(BroadcastKind.PUSH);
            assertThat(actual.status() == BroadcastStatus.LIVE)
                    .isEqualTo(egress.string("status").equals("EGRESS_ACTIVE"));
        }

        private static void recording(Json egress, Recording actual) {
            assertThat(actual.id().value()).startsWith("EG_").isEqualTo(egress.string("egressId"));
            assertThat(actual.status()).isEqualTo(STATUSES.get(egress.string("status")));
            assertThat(actual.failure()).isEqualTo(egress.has("error") ? egress.string("error") : null);
            assertThat(actual.truncated()).isFalse();
            assertThat(actual.startedAt() != null).isEqualTo(egress.has("startedAt"));
            assertThat(actual.endedAt() != null).isEqualTo(egress.has("endedAt"));
            if (egress.has("startedAt")) {
                long nanos = Long.parseLong(egress.string("startedAt"));
                assertThat(actual.startedAt()).isEqualTo(Instant.EPOCH.plusNanos(nanos));
            }
            boolean media = egress.object("egress").has("media");
            RecordingKind kind = egress.has("participant") || media
                    ? RecordingKind.PARTICIPANT
                    : egress.has("track") ? RecordingKind.TRACK : RecordingKind.COMPOSITE;
            assertThat(actual.kind()).isEqualTo(kind);
            List<String> names = egress.objects("fileResults").stream()
                    .map(file -> file.string("filename"))
                    .collect(Collectors.toCollection(ArrayList::new));
            egress.objects("segmentResults").forEach(segments -> names.add(segments.string("playlistName")));
            assertThat(actual.files()).extracting(file -> file.name()).isEqualTo(names);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("deliveries")
        void its_retried_twin_is_found_to_be_a_duplicate(String file) {
            Json delivery = delivery(file);
            VideoEvent event = parse(delivery);
            Json renamed = event.raw().toBuilder()
                    .put("id", "EV_new")
                    .put(
                            "createdAt",
                            Objects.requireNonNull(event.occurredAt())
                                    .plusSeconds(1)
                                    .getEpochSecond())
                    .build();

            VideoEvent again = parse(delivery);
            VideoEvent withNewId = video.webhooks().parseWithoutVerification(renamed.writeUtf8(), null);

            assertThat(again).isEqualTo(event);
            assertThat(again.deliveryId()).isEqualTo(event.deliveryId());
            assertThat(withNewId.deliveryId()).isEqualTo("EV_new");
            assertThat(withNewId.deduplicationKey()).isEqualTo(event.deduplicationKey());
            // The server repeats only egress events under another id.
            assertThat(event.deduplicationKey() == null).isEqualTo(!event.raw().has("egressInfo"));
        }

        @Test
        void different_events_have_different_deduplication_keys() {
            Map<String, String> said = new LinkedHashMap<>();
            for (String file : deliveries()) {
                VideoEvent event = parse(delivery(file));
                String key = event.deduplicationKey();
                if (key == null) {
                    continue;
                }
                Json egress = event.raw().object("egressInfo");
                String news = event.type()
                        + egress.string("egressId")
                        + egress.string("status")
                        + egress.objects("streamResults").stream()
                                .map(stream -> stream.string("status"))
                                .toList();
                assertThat(said.merge(key, news, (before, now) -> before)).isEqualTo(news);
            }
            assertThat(said).hasSizeGreaterThan(30);
            assertThat(new HashSet<>(said.values())).hasSameSizeAs(said.keySet());
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("deliveries")
        void it_is_read_again_without_its_signature(String file) {
            Json delivery = delivery(file);
            VideoEvent event = parse(delivery);

            VideoEvent again = video.webhooks()
                    .parseWithoutVerification(delivery.string("rawBody").getBytes(UTF_8), event.deliveryId());

            assertThat(event.signedBy()).isEqualTo("devkey#1");
            assertThat(again.signedBy()).isNull();
            assertThat(again).hasSameClassAs(event);
            assertThat(again.raw()).isEqualTo(event.raw());
            assertThat(again).hasToString(event.toString().replace("signedBy=devkey#1", "signedBy=null"));
            assertThat(video.webhooks()
                            .parseWithoutVerification(
                                    delivery.string("rawBody").getBytes(UTF_8), event.deliveryId(), event.signedBy()))
                    .isEqualTo(event);
        }

        @Test
        void the_recording_that_went_well_has_its_file() {
            Recording ready = ((RecordingReady) parse(delivery("208-egress_ended.json"))).recording();

            assertThat(ready.status()).isEqualTo(RecordingStatus.READY);
            assertThat(ready.files()).hasSize(1);
            assertThat(ready.files().get(0).location()).isEqualTo("rec/studio2-2026-11-20T230420.mp4");
            assertThat(ready.files().get(0).bytes()).isEqualTo(30);
            assertThat(ready.files().get(0).duration()).isEqualTo(Duration.ofNanos(1518370874));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("deliveries")
        void no_turn_password_is_printed(String file) {
            Json delivery = delivery(file);
            String password =
                    Json.parse(delivery.string("rawBody")).object("room").string("turnPassword");

            assertThat(parse(delivery).toString()).doesNotContain(password.isEmpty() ? "turnPassword\"" : password);
        }

        @Test
        void many_of_them_carry_a_turn_password() {
            assertThat(deliveries().stream()
                            .filter(file -> delivery(file).string("rawBody").contains("turnPassword"))
                            .count())
                    .isGreaterThan(20);
        }

        @ParameterizedTest
        @CsvSource({"-60,true", "-61,false", "360,true", "361,false"})
        void it_is_accepted_within_its_five_minutes_and_a_minute_of_leeway(long seconds, boolean believed) {
            Json delivery = delivery("001-room_started.json");
            Instant issued = Instant.ofEpochSecond(delivery.object("claims").number("iat"));
            clock.set(issued.plusSeconds(seconds));
            WebhookRequest request = request(
                    delivery.object("headers").string("Authorization"),
                    delivery.string("rawBody").getBytes(UTF_8));

            if (believed) {
                assertThat(video.webhooks().parse(request)).isInstanceOf(CallStarted.class);
            } else {
                rejected(seconds < 0 ? Reason.NOT_YET_VALID : Reason.STALE, request);
            }
        }
    }

    private static Json delivery(String file) {
        Path path = Tests.vectors("webhooks").stream()
                .filter(candidate -> candidate.endsWith(file))
                .findFirst()
                .orElseThrow();
        return Tests.read(path);
    }

    @Nested
    class Rejections {

        private final byte[] body = STARTED.getBytes(UTF_8);

        private String times() {
            long now = NOW.getEpochSecond();
            return "\"iss\":\"devkey\",\"nbf\":%d,\"iat\":%d,\"exp\":%d".formatted(now, now, now + 300);
        }

        private String claims() {
            return "{" + times() + ",\"sha256\":\"" + sha256(body) + "\"}";
        }

        @Test
        void the_valid_webhook_is_accepted() {
            assertThat(parsed(STARTED)).isInstanceOf(CallStarted.class);
            assertThat(video.webhooks().parse(request(signed("HS256", "secret", claims()), body)))
                    .isInstanceOf(CallStarted.class);
        }

        @Test
        void another_secret_is_rejected() {
            assertThat(rejected(Reason.BAD_SIGNATURE, request(signed("HS256", "other", claims()), body))
                            .httpStatus())
                    .isEqualTo(401);
        }

        @ParameterizedTest
        @ValueSource(strings = {"none", "None", "NONE", "RS256", "HS384", "HS512", "ES256", ""})
        void another_algorithm_is_rejected_although_the_hmac_is_valid(String algorithm) {
            rejected(Reason.BAD_SIGNATURE, request(signed(algorithm, "secret", claims()), body));
        }

        @Test
        void no_algorithm_and_no_signature_is_rejected() {
            String token = signed("none", "secret", claims());

            rejected(Reason.BAD_SIGNATURE, request(token.substring(0, token.lastIndexOf('.') + 1), body));
        }

        @Test
        void an_expired_one_and_one_without_an_end_are_stale() {
            long now = NOW.getEpochSecond();
            String old = claims().replace("\"exp\":" + (now + 300), "\"exp\":" + (now - 61));
            String endless = claims().replace(",\"exp\":" + (now + 300), "");

            rejected(Reason.STALE, request(signed("HS256", "secret", old), body));
            rejected(Reason.STALE, request(signed("HS256", "secret", endless), body));
        }

        @Test
        void one_from_the_future_is_not_yet_valid() {
            long now = NOW.getEpochSecond();

            rejected(
                    Reason.NOT_YET_VALID,
                    request(
                            signed("HS256", "secret", claims().replace("\"nbf\":" + now, "\"nbf\":" + (now + 61))),
                            body));
        }

        @Test
        void a_join_token_of_the_same_key_is_not_a_webhook_signature() {
            String joinToken = video.tokens()
                    .mint(TokenRequest.builder("eve", CallId.of("lobby")).build())
                    .token();

            rejected(Reason.BAD_SIGNATURE, request(joinToken, body));
            rejected(Reason.BAD_SIGNATURE, request(joinToken, new byte[0]));
        }

        @Test
        void an_unknown_issuer_is_rejected_and_a_second_key_is_known() {
            String unknown = claims().replace("\"devkey\"", "\"nokey\"");
            String second = claims().replace("\"devkey\"", "\"second\"");

            rejected(Reason.UNKNOWN_KEY, request(signed("HS256", "secret", unknown), body));
            rejected(Reason.BAD_SIGNATURE, request(signed("HS256", "secret", second), body));
            assertThat(video.webhooks().parse(request(signed("HS256", "another-secret", second), body)))
                    .isInstanceOf(CallStarted.class);
        }

        @Test
        void checks_run_in_the_documented_order_and_stop_at_the_first_failure() {
            String unknown = claims().replace("\"devkey\"", "\"nokey\"");
            byte[] notJson = "no JSON".getBytes(StandardCharsets.UTF_8);
            String expired = SIGNER.authorization(notJson, NOW.minus(Duration.ofHours(1)));

            rejected(Reason.TOO_LARGE, request(" ", new byte[Webhooks.MAX_BODY_BYTES + 1]));
            rejected(Reason.BAD_SIGNATURE, request(signed("HS512", "wrong", unknown), body));
            rejected(Reason.UNKNOWN_KEY, request(signed("HS256", "wrong", unknown), body));
            rejected(Reason.BAD_SIGNATURE, request(expired, body));
            rejected(Reason.STALE, request(expired, notJson));
        }

        @Test
        void a_missing_a_blank_and_a_double_header_are_rejected() {
            String good = SIGNER.authorization(body, NOW);

            rejected(Reason.MISSING_SIGNATURE, WebhookRequest.of(Map.of(), body));
            rejected(Reason.MISSING_SIGNATURE, request(" ", body));
            rejected(Reason.MISSING_SIGNATURE, WebhookRequest.of(Map.of("Authorization", List.of(good, good)), body));
            Map<String, List<String>> twoCases = new LinkedHashMap<>();
            twoCases.put("Authorization", List.of(good));
            twoCases.put("authorization", List.of("x"));
            rejected(Reason.MISSING_SIGNATURE, WebhookRequest.of(twoCases, body));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer ", "bearer ", " ", "Bearer   "})
        void a_scheme_before_the_token_is_tolerated(String prefix) {
            assertThat(video.webhooks().parse(request(prefix + SIGNER.authorization(body, NOW), body)))
                    .isInstanceOf(CallStarted.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Basic ", "Bearer", "Bearer Bearer ", "x."})
        void any_other_prefix_is_not(String prefix) {
            rejected(Reason.BAD_SIGNATURE, request(prefix + SIGNER.authorization(body, NOW), body));
        }

        @Test
        void each_changed_byte_is_noticed() {
            String authorization = SIGNER.authorization(body, NOW);
            for (int i = 0; i < body.length; i++) {
                byte[] changed = body.clone();
                changed[i] ^= 1;
                rejected(Reason.BAD_SIGNATURE, request(authorization, changed));
            }
            rejected(Reason.BAD_SIGNATURE, request(authorization, Arrays.copyOf(body, body.length + 1)));
            rejected(Reason.BAD_SIGNATURE, request(authorization, Arrays.copyOf(body, body.length - 1)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "\"sha256\":\"\"", "\"sha256\":null", "\"sha256\":{}", "\"sha256\":\"AAAA\""})
        void a_signature_for_no_body_is_rejected(String claim) {
            String claims = "{" + times() + (claim.isEmpty() ? "" : "," + claim) + "}";

            rejected(Reason.BAD_SIGNATURE, request(signed("HS256", "secret", claims), body));
        }

        @Test
        void a_megabyte_is_looked_at_and_one_byte_more_is_not() {
            byte[] largest = Arrays.copyOf(body, Webhooks.MAX_BODY_BYTES);
            Arrays.fill(largest, body.length, largest.length, (byte) ' ');
            byte[] larger = Arrays.copyOf(largest, largest.length + 1);
            larger[largest.length] = ' ';

            assertThat(video.webhooks().parse(signedNow(largest))).isInstanceOf(CallStarted.class);
            assertThat(rejected(Reason.TOO_LARGE, signedNow(larger)).httpStatus())
                    .isEqualTo(413);
            // Before all other checks.
            rejected(Reason.TOO_LARGE, WebhookRequest.of(Map.of(), larger));
        }

        @Test
        void no_rejection_quotes_its_input() {
            String authorization = SIGNER.authorization(body, NOW);
            WebhookRejectedException rejection =
                    rejected(Reason.BAD_SIGNATURE, request(authorization, "{\"a\":\"hush-hush\"}".getBytes(UTF_8)));

            assertThat(rejection.toString()).doesNotContain("hush-hush").doesNotContain(authorization.substring(0, 30));
            assertThat(rejected(Reason.MALFORMED, signedNow("{\"a\":hush-hush}".getBytes(UTF_8))))
                    .satisfies(e -> {
                        assertThat(e.httpStatus()).isEqualTo(400);
                        assertThat(e.getMessage()).doesNotContain("hush");
                        assertThat(String.valueOf(e.getCause())).doesNotContain("hush");
                    });
        }
    }

    @Nested
    class Rotation {

        private final byte[] body = STARTED.getBytes(UTF_8);

        private LiveKitVideoProvider rotating() {
            return LiveKitVideoProvider.builder()
                    .url("ws://localhost:7880")
                    .apiKey("devkey")
                    .apiSecret("new-secret")
                    .webhookKey("devkey", "secret", NOW.plusSeconds(30))
                    .webhookKey("old", "old-secret", NOW.plusSeconds(30))
                    .clock(clock)
                    .build();
        }

        private WebhookRequest signedBy(String apiKey, String secret) {
            return WebhookRequest.of(new LiveKitWebhookSigner(apiKey, secret).headers(body, NOW), body);
        }

        @Test
        void every_secret_is_valid_until_its_end_and_its_name_is_in_the_event() {
            try (LiveKitVideoProvider rotating = rotating()) {
                Webhooks webhooks = rotating.webhooks();
                clock.set(NOW.plusSeconds(29));

                assertThat(webhooks.parse(signedBy("devkey", "new-secret")).signedBy())
                        .isEqualTo("devkey#1");
                assertThat(webhooks.parse(signedBy("devkey", "secret")).signedBy())
                        .isEqualTo("devkey#2");
                assertThat(webhooks.parse(signedBy("old", "old-secret")).signedBy())
                        .isEqualTo("old#1");
            }
        }

        @Test
        void an_expired_secret_is_rejected_like_an_unknown_one() {
            try (LiveKitVideoProvider rotating = rotating()) {
                Webhooks webhooks = rotating.webhooks();
                clock.set(NOW.plusSeconds(30));

                assertThat(webhooks.parse(signedBy("devkey", "new-secret"))).isInstanceOf(CallStarted.class);
                assertThat(reason(webhooks, signedBy("devkey", "secret"))).isEqualTo(Reason.BAD_SIGNATURE);
                assertThat(reason(webhooks, signedBy("old", "old-secret"))).isEqualTo(Reason.UNKNOWN_KEY);
            }
        }

        @Test
        void a_join_token_of_the_old_secret_is_accepted_as_long() {
            String token;
            try (LiveKitVideoProvider before = LiveKitVideoProvider.builder()
                            .url("ws://localhost:7880")
                            .apiKey("devkey")
                            .apiSecret("secret")
                            .clock(clock)
                            .build();
                    LiveKitVideoProvider rotating = rotating()) {
                token = before.tokens()
                        .mint(TokenRequest.builder("alice", CallId.of("lobby")).build())
                        .token();
                assertThat(rotating.tokens().verify(token).userId()).isEqualTo("alice");
                clock.set(NOW.plusSeconds(30));
                assertThatThrownBy(() -> rotating.tokens().verify(token)).isInstanceOf(AuthenticationException.class);
            }
        }

        private static Reason reason(Webhooks webhooks, WebhookRequest request) {
            return catchThrowableOfType(WebhookRejectedException.class, () -> webhooks.parse(request))
                    .reason();
        }
    }

    @Nested
    class Content {

        @Test
        void a_trusted_body_keeps_its_id_or_takes_the_one_given() {
            byte[] nameless = STARTED.replace(",\"id\":\"EV_1\"", "").getBytes(UTF_8);

            assertThat(video.webhooks()
                            .parseWithoutVerification(STARTED.getBytes(UTF_8), "other")
                            .deliveryId())
                    .isEqualTo("EV_1");
            assertThat(video.webhooks()
                            .parseWithoutVerification(nameless, "other")
                            .deliveryId())
                    .isEqualTo("other");
            assertThat(video.webhooks().parseWithoutVerification(nameless, null).deliveryId())
                    .isNull();
        }

        @Test
        void a_trusted_body_is_trusted_in_nothing_but_its_origin() {
            for (byte[] body : List.of(
                    new byte[0],
                    new byte[] {(byte) 0xFF},
                    "[]".getBytes(UTF_8),
                    "{\"a\":".repeat(100_000).getBytes(UTF_8))) {
                assertThat(catchThrowableOfType(
                                        WebhookRejectedException.class,
                                        () -> video.webhooks().parseWithoutVerification(body, null))
                                .reason())
                        .isEqualTo(Reason.MALFORMED);
            }
            assertThat(catchThrowableOfType(
                                    WebhookRejectedException.class,
                                    () -> video.webhooks()
                                            .parseWithoutVerification(new byte[Webhooks.MAX_BODY_BYTES + 1], null))
                            .reason())
                    .isEqualTo(Reason.TOO_LARGE);
        }

        @Test
        void an_added_removed_or_failed_destination_is_a_new_event() {
            Set<String> meanings = new HashSet<>();
            for (String streams : List.of(
                    "{}",
                    "{},{}",
                    "{\"status\":\"FAILED\"},{}",
                    "{},{\"status\":\"FAILED\"}",
                    "{\"status\":\"FINISHED\"},{}")) {
                VideoEvent event = video.webhooks()
                        .parseWithoutVerification(
                                ("{\"event\":\"egress_updated\",\"egressInfo\":{\"egressId\":\"EG_1\",\"roomName\":\"lobby\","
                                                + "\"status\":\"EGRESS_ACTIVE\",\"streamResults\":[" + streams + "]}}")
                                        .getBytes(UTF_8),
                                null);
                assertThat(event).isInstanceOf(BroadcastUpdated.class);
                meanings.add(event.deduplicationKey());
            }
            assertThat(meanings).hasSize(5);
        }

        @Test
        void a_broadcast_contains_destination_and_failure_and_prints_no_address() {
            BroadcastFailed event = (BroadcastFailed) parsed("""
                    {"event":"egress_ended","egressInfo":{"egressId":"EG_1","roomName":"lobby","status":"EGRESS_FAILED",
                     "error":"all failed","streamResults":[{"url":"rtmps://a/hush","status":"FAILED","error":"no answer"}]}}""");

            assertThat(event.broadcast().id()).isEqualTo(new BroadcastId("EG_1"));
            assertThat(event.broadcast().kind()).isEqualTo(BroadcastKind.PUSH);
            assertThat(event.broadcast().failure()).isEqualTo("all failed");
            assertThat(event.toString()).contains("all failed").doesNotContain("hush");
            BroadcastUpdated updated = (BroadcastUpdated) parsed("""
                    {"event":"egress_updated","egressInfo":{"egressId":"EG_1","roomName":"lobby","status":"EGRESS_ACTIVE",
                     "streamResults":[{"url":"rtmps://a/b"},{"url":"rtmps://a/hush","status":"FAILED","error":"no answer"}]}}""");
            assertThat(updated.broadcast().status()).isEqualTo(BroadcastStatus.LIVE);
            assertThat(updated.broadcast().failure()).isEqualTo("no answer");
        }

        @Test
        void events_of_livekit_only_read_their_fields_from_raw() {
            LiveKitOnlyEvent.AgentJobEnded event = (LiveKitOnlyEvent.AgentJobEnded) parsed("""
                    {"event":"agent_job_ended","job":{"id":"AJ_1","dispatchId":"AD_1","agentName":"scribe",
                     "room":{"sid":"RM_1","name":"lobby"},
                     "state":{"status":"JS_FAILED","error":"out of words","participantIdentity":"agent-1"}}}""");

            assertThat(event.call()).isEqualTo(CallId.of("lobby"));
            assertThat(event.sessionId()).isEqualTo("RM_1");
            assertThat(event.job().id()).isEqualTo("AJ_1");
            assertThat(event.job().dispatchId()).isEqualTo("AD_1");
            assertThat(event.job().agentName()).isEqualTo("scribe");
            assertThat(event.job().status()).isEqualTo("JS_FAILED");
            assertThat(event.job().error()).isEqualTo("out of words");
            assertThat(event.job().participantIdentity()).isEqualTo("agent-1");
            assertThat(parsed("{\"event\":\"agent_job_started\"}"))
                    .isInstanceOfSatisfying(LiveKitOnlyEvent.AgentJobStarted.class, started -> {
                        assertThat(started.call()).isNull();
                        assertThat(started.job().status()).isEqualTo("JS_PENDING");
                    });
        }

        @Test
        void a_job_that_waits_for_a_worker_is_an_event() {
            assertThat(
                            parsed(
                                    "{\"event\":\"agent_job_pending\",\"job\":{\"id\":\"AJ_1\",\"room\":{\"name\":\"lobby\"}}}"))
                    .isInstanceOfSatisfying(LiveKitOnlyEvent.AgentJobPending.class, pending -> {
                        assertThat(pending.job().id()).isEqualTo("AJ_1");
                        assertThat(pending.job().status()).isEqualTo("JS_PENDING");
                        assertThat(pending.call()).isEqualTo(CallId.of("lobby"));
                    });
        }

        @ParameterizedTest
        @CsvSource(
                nullValues = "null",
                value = {
                    "'', null",
                    "',\"roomEndReason\":\"ROOM_END_API_DELETE\"', api_delete",
                    "',\"room_end_reason\":\"ROOM_END_IDLE_TIMEOUT\"', idle_timeout",
                    "',\"roomEndReason\":1', api_delete",
                    "',\"roomEndReason\":\"ROOM_END_UNKNOWN\"', null",
                    "',\"roomEndReason\":\"ROOM_END_BY_MOON\"', by_moon"
                })
        void the_end_of_a_call_has_the_reason_of_newer_servers(String field, @Nullable String reason) {
            assertThat(parsed("{\"event\":\"room_finished\",\"room\":{\"sid\":\"RM_1\",\"name\":\"lobby\"}" + field
                            + "}"))
                    .isInstanceOfSatisfying(
                            CallEnded.class, ended -> assertThat(ended.reason()).isEqualTo(reason));
        }

        @Test
        void a_failed_ingress_has_a_reason() {
            IngressFailed event = (IngressFailed) parsed("""
                    {"event":"ingress_ended","room":{"name":"lobby"},"ingressInfo":{"ingressId":"IN_1","roomName":"lobby",
                     "participantIdentity":"camera","streamKey":"hush",
                     "state":{"status":"ENDPOINT_ERROR","error":"no data","roomId":"RM_1"}}}""");

            assertThat(event.ingress()).isEqualTo(new IngressSnapshot("IN_1", "camera", "no data"));
            assertThat(event.sessionId()).isEqualTo("RM_1");
            assertThat(event.toString()).doesNotContain("hush");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "null",
                    "[]",
                    "\"text\"",
                    "17",
                    "{",
                    "{\"event\":}",
                    "{\"event\":\"x\"",
                    "{} {}",
                    "{}x",
                    "{'event':'x'}",
                    "\u0000",
                    "{\"event\":\"\u0001\"}",
                    "{\"a\":NaN}",
                    "<html>"
                })
        void a_body_that_is_not_a_json_object_is_malformed(String body) {
            rejected(Reason.MALFORMED, signedNow(body.getBytes(UTF_8)));
        }

        @Test
        void deep_nesting_and_invalid_utf8_are_malformed() {
            String deep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
            String arrays = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

            rejected(Reason.MALFORMED, signedNow(deep.getBytes(UTF_8)));
            rejected(Reason.MALFORMED, signedNow(arrays.getBytes(UTF_8)));
            for (byte[] bad : List.of(
                    new byte[] {(byte) 0xC3, 0x28},
                    new byte[] {(byte) 0xFF},
                    new byte[] {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80},
                    new byte[] {(byte) 0xE2, (byte) 0x82})) {
                byte[] before = "{\"event\":\"".getBytes(UTF_8);
                byte[] after = "\"}".getBytes(UTF_8);
                byte[] body = Arrays.copyOf(before, before.length + bad.length + after.length);
                System.arraycopy(bad, 0, body, before.length, bad.length);
                System.arraycopy(after, 0, body, before.length + bad.length, after.length);
                rejected(Reason.MALFORMED, signedNow(body));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"event\":\"room_started\"}",
                    "{\"event\":\"room_started\",\"room\":null}",
                    "{\"event\":\"room_started\",\"room\":{}}",
                    "{\"event\":\"egress_started\"}",
                    "{\"event\":\"ingress_started\",\"room\":{\"name\":\"lobby\"}}",
                    "{\"event\":\"participant_connection_aborted\",\"room\":{\"name\":\"lobby\"}}",
                    "{\"event\":\"agent_job_pondered\",\"room\":{\"name\":\"lobby\"}}",
                    "{\"event\":\"egress_ended\",\"egressInfo\":{\"egressId\":\"a/b\",\"roomName\":\"lobby\"}}",
                    "{\"event\":\"egress_ended\",\"egressInfo\":{\"egressId\":\" \",\"roomName\":\"lobby\"}}",
                    "{\"event\":\"egress_started\",\"egressInfo\":{}}",
                    "{\"event\":\"egress_started\",\"egressInfo\":{\"egressId\":\"EG_1\"}}",
                    "{\"event\":\"egress_started\",\"egressInfo\":{\"roomName\":\"lobby\"}}",
                    "{\"event\":\"egress_ended\",\"egressInfo\":[]}",
                    "{\"event\":\"participant_joined\"}",
                    "{\"event\":\"participant_joined\",\"room\":{\"name\":\"lobby\"}}",
                    "{\"event\":\"participant_left\",\"room\":{\"name\":\"lobby\"},\"participant\":{}}",
                    "{\"event\":\"track_published\",\"room\":{\"name\":\"lobby\"},\"participant\":{\"sid\":\"PA_1\"}}",
                    "{\"event\":\"track_unpublished\",\"room\":{\"name\":\"lobby\"},\"track\":{\"sid\":\"TR_1\"}}",
                    "{\"event\":null,\"room\":{\"name\":\"lobby\"}}",
                    "{\"event\":7,\"room\":{\"name\":\"lobby\"}}"
                })
        void an_event_without_its_subject_or_with_an_impossible_value_is_unknown(String body) {
            assertThat(parsed(body)).isInstanceOf(UnknownEvent.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"track_muted", "room_exploded", ""})
        void an_event_of_a_new_type_is_unknown_with_its_raw_fields(String type) {
            VideoEvent event = parsed(STARTED.replace("room_started", type));

            assertThat(event).isInstanceOf(UnknownEvent.class);
            assertThat(event.type()).isEqualTo(type);
            assertThat(event.call()).isEqualTo(CallId.of("lobby"));
            assertThat(event.raw().object("room").string("sid")).isEqualTo("RM_1");
        }

        @Test
        void the_egress_of_a_stream_is_a_broadcast() {
            assertThat(parsed("""
                    {"event":"egress_started","egressInfo":{"egressId":"EG_1","roomName":"lobby",
                     "streamResults":[{"url":"rtmp://a/{s...t}"}]}}""")).isInstanceOf(BroadcastStarted.class);
        }

        @Test
        void a_recording_cut_short_by_a_limit_is_ready() {
            RecordingReady event = (RecordingReady) parsed("""
                    {"event":"egress_ended","egressInfo":{"egressId":"EG_1","roomName":"lobby","roomId":"RM_1",
                     "status":"EGRESS_LIMIT_REACHED","fileResults":[{"filename":"a.mp4","location":"s3://a.mp4"}]}}""");

            assertThat(event.recording().status()).isEqualTo(RecordingStatus.READY);
            assertThat(event.recording().truncated()).isTrue();
        }

        @Test
        void a_new_status_is_unknown() {
            RecordingUpdated event = (RecordingUpdated) parsed("""
                    {"event":"egress_updated","egressInfo":{"egressId":"EG_1","roomName":"lobby",
                     "status":"EGRESS_PONDERING"}}""");

            assertThat(event.recording().status()).isEqualTo(RecordingStatus.UNKNOWN);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":\"9223372036854775807\"}",
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":1e300}",
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":-9223372036854775808}",
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":-1}",
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":253402300800}",
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":31556889864403199}",
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":\"soon\"}",
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":{\"seconds\":1}}",
                    "{\"event\":\"room_started\",\"room\":{\"name\":\"lobby\"},\"createdAt\":true}"
                })
        void an_event_with_an_impossible_time_is_that_event_without_a_time(String body) {
            VideoEvent event = video.webhooks().parse(signedNow(body.getBytes(UTF_8)));

            assertThat(event).isInstanceOf(CallStarted.class);
            assertThat(event.occurredAt()).isNull();
            assertThat(event.raw().has("createdAt")).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"9223372036854775807", "1e300", "-1", "\"soon\"", "[]", "31556889864403200"})
        void unreadable_times_and_numbers_of_a_part_are_absent(String value) {
            String joined = "{\"event\":\"participant_joined\",\"room\":{\"name\":\"lobby\"},\"participant\":"
                    + "{\"sid\":\"PA_1\",\"identity\":\"a\",\"joinedAt\":" + value + "}}";
            String ended =
                    "{\"event\":\"egress_ended\",\"egressInfo\":{\"egressId\":\"EG_1\",\"roomName\":\"lobby\",\"status\":"
                            + "\"EGRESS_COMPLETE\",\"startedAt\":" + value
                            + ",\"fileResults\":[{\"filename\":\"a.mp4\",\"duration\":"
                            + (value.startsWith("3") ? "-1" : value) + ",\"size\":-1}]}}";

            assertThat(parsed(joined))
                    .isInstanceOfSatisfying(
                            ParticipantJoined.class,
                            event -> assertThat(event.participant().joinedAt()).isNull());
            assertThat(parsed(ended)).isInstanceOfSatisfying(RecordingReady.class, event -> {
                if (!value.startsWith("3")) {
                    assertThat(event.recording().startedAt()).isNull();
                }
                assertThat(event.recording().files().get(0).bytes()).isNull();
                assertThat(event.recording().files().get(0).duration()).isNull();
            });
        }

        @Test
        void a_blank_kind_is_the_default_one() {
            String joined = "{\"event\":\"participant_joined\",\"room\":{\"name\":\"lobby\"},\"participant\":"
                    + "{\"sid\":\"PA_1\",\"identity\":\"a\",\"kind\":\" \"}}";
            String published = "{\"event\":\"track_published\",\"room\":{\"name\":\"lobby\"},\"participant\":"
                    + "{\"sid\":\"PA_1\",\"identity\":\"a\"},\"track\":{\"sid\":\"TR_1\",\"source\":\" \"}}";

            assertThat(video.webhooks().parse(signedNow(joined.getBytes(UTF_8))))
                    .isInstanceOfSatisfying(
                            ParticipantJoined.class,
                            event -> assertThat(event.participant().kind().name())
                                    .isEqualTo("standard"));
            assertThat(video.webhooks().parse(signedNow(published.getBytes(UTF_8))))
                    .isInstanceOfSatisfying(
                            TrackPublished.class,
                            event -> assertThat(event.track().kind().name()).isEqualTo("unknown"));
        }
    }

    /** Ten thousand rounds each, the same ones every time. */
    @Nested
    class Fuzz {

        private static final int ROUNDS = 10_000;
        private static final Object[] VALUES = {
            "",
            " ",
            "x",
            "a/b",
            "\u0000",
            "\uD83D\uDE00",
            "9223372036854775807",
            "-9223372036854775808",
            "1e999",
            0,
            -1,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1.5,
            1e300,
            true,
            false,
            BigInteger.TEN.pow(40),
            Map.of(),
            List.of(),
            List.of(Map.of()),
            List.of("x", 1),
            Map.of("name", "x"),
            "x".repeat(600)
        };

        private final Random random = new Random(20260504);
        private final List<Json> deliveries =
                Tests.vectors("webhooks").stream().map(Tests::read).toList();

        @Test
        void a_mutated_delivery_is_rejected_and_nothing_else_is_thrown() {
            for (int round = 0; round < ROUNDS; round++) {
                Json delivery = deliveries.get(random.nextInt(deliveries.size()));
                clock.set(Instant.ofEpochSecond(delivery.object("claims").number("iat")));
                byte[] body = delivery.string("rawBody").getBytes(UTF_8);
                byte[] token =
                        delivery.object("headers").string("Authorization").getBytes(UTF_8);
                boolean mutateBody = random.nextBoolean();
                byte[] mutated = mutate(mutateBody ? body : token);
                WebhookRequest request = mutateBody
                        ? request(new String(token, UTF_8), mutated)
                        : request(new String(mutated, StandardCharsets.ISO_8859_1), body);
                if (Arrays.equals(mutated, mutateBody ? body : token)) {
                    continue;
                }
                try {
                    VideoEvent event = video.webhooks().parse(request);
                    // White space around a token is not part of it.
                    assertThat(new String(mutated, UTF_8).strip())
                            .as("%s in round %d", event, round)
                            .isEqualTo(new String(token, UTF_8));
                } catch (WebhookRejectedException expected) {
                    assertThat(expected.reason()).isNotNull();
                }
            }
        }

        @Test
        void a_signed_object_of_any_shape_is_an_event() {
            Set<Class<?>> seen = new HashSet<>();
            for (int round = 0; round < ROUNDS; round++) {
                Json delivery = deliveries.get(random.nextInt(deliveries.size()));
                Object body = Json.parse(delivery.string("rawBody")).asMap();
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    body = reshape(body, 1 + random.nextInt(3));
                }
                if (!(body instanceof Map<?, ?> map)) {
                    continue;
                }
                Json.Builder reshaped = Json.builder();
                map.forEach((name, value) -> reshaped.put((String) name, value));
                byte[] bytes = reshaped.build().writeUtf8();
                clock.set(NOW);
                seen.add(video.webhooks().parse(signedNow(bytes)).getClass());
            }
            assertThat(seen).contains(UnknownEvent.class, RecordingUpdated.class);
        }

        private byte[] mutate(byte[] original) {
            byte[] bytes = original.clone();
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, at);
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> {
                    int from = random.nextInt(bytes.length);
                    bytes[at] = bytes[from];
                }
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(8));
                    System.arraycopy(bytes, at, longer, at + longer.length - bytes.length, bytes.length - at);
                    bytes = longer;
                }
            }
            return bytes;
        }

        /** The same value with something else at a random place of that depth. */
        private Object reshape(@Nullable Object value, int depth) {
            if (value instanceof Map<?, ?> map && !map.isEmpty() && depth > 0) {
                Map<Object, Object> copy = new LinkedHashMap<>(map);
                List<Object> names = new ArrayList<>(copy.keySet());
                Object name = names.get(random.nextInt(names.size()));
                if (random.nextInt(6) == 0) {
                    copy.remove(name);
                } else {
                    copy.put(name, reshape(copy.get(name), depth - 1));
                }
                return copy;
            }
            if (value instanceof List<?> list && !list.isEmpty() && depth > 0) {
                List<Object> copy = new ArrayList<>(list);
                int at = random.nextInt(copy.size());
                copy.set(at, reshape(copy.get(at), depth - 1));
                return copy;
            }
            return VALUES[random.nextInt(VALUES.length)];
        }
    }

    private static String sha256(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "authorization", "AUTHORIZATION"})
    void the_header_map_of_a_serverless_function_is_looked_up_in_any_case(String name) {
        byte[] body = STARTED.getBytes(UTF_8);
        Map<String, String> headers = Map.of(name, SIGNER.authorization(body, NOW));

        assertThat(video.webhooks().parse(WebhookRequest.of(headers::get, body)))
                .isInstanceOf(CallStarted.class);
    }

    @Test
    void digests_that_cannot_be_cloned_verify() throws Exception {
        byte[] body = STARTED.getBytes(UTF_8);
        WebhookRequest genuine = signedNow(body);
        WebhookRequest changed = request(
                SIGNER.authorization(body, NOW),
                STARTED.replace("lobby", "attic").getBytes(UTF_8));
        UncloneableDigests.use(() -> {
            assertThat(video.webhooks().parse(genuine)).isInstanceOf(CallStarted.class);
            rejected(Reason.BAD_SIGNATURE, changed);
        });
    }

    @Test
    void a_rejection_is_one_typed_failure_with_the_status_to_answer() {
        assertThatThrownBy(() -> video.webhooks().parse(WebhookRequest.of(Map.of(), new byte[0])))
                .isInstanceOf(WebhookRejectedException.class)
                .hasMessageContaining("livekit")
                .hasMessageContaining("MISSING_SIGNATURE");
    }
}
