package io.videoprovider.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamWebhookSigner;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.error.WebhookRejectedException.Reason;
import io.videoprovider.event.BroadcastFailed;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.CallCreated;
import io.videoprovider.event.CallDeleted;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.CallUpdated;
import io.videoprovider.event.CaptionSpoken;
import io.videoprovider.event.IngressFailed;
import io.videoprovider.event.IngressSnapshot;
import io.videoprovider.event.MembersAdded;
import io.videoprovider.event.MembersRemoved;
import io.videoprovider.event.MembersUpdated;
import io.videoprovider.event.MessageReceived;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.PermissionsRequested;
import io.videoprovider.event.PermissionsUpdated;
import io.videoprovider.event.ReactionReceived;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingNotified;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.TranscriptionFailed;
import io.videoprovider.event.TranscriptionReady;
import io.videoprovider.event.TranscriptionStarted;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.UserBlocked;
import io.videoprovider.event.UserRemoved;
import io.videoprovider.event.UserUnblocked;
import io.videoprovider.event.UsersMuted;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.testkit.CapturedLog;
import io.videoprovider.testkit.MutableClock;
import io.videoprovider.testkit.UncloneableDigests;
import io.videoprovider.transcription.TranscriptionStatus;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamWebhooksTest {

    private static final String KEY = "key";
    private static final String SECRET = "secret";

    private final StreamVideoProvider video = StreamVideoProvider.builder()
            .apiKey(KEY)
            .apiSecret(SECRET)
            .webhookSecret("rotated")
            .webhookKey("other-app", "other-secret")
            .build();

    @AfterEach
    void close() {
        video.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2024-03-18T08:24:14.769328551Z\"", "1710750254769328551"})
    void an_event_is_read_whichever_way_it_writes_its_time(String time) throws Exception {
        VideoEvent event =
                parse("{\"type\":\"call.session_started\",\"call_cid\":\"default:c-1\",\"session_id\":\"s-1\","
                        + "\"created_at\":" + time + "}");

        assertThat(event).isInstanceOf(CallStarted.class);
        assertThat(event.call()).isEqualTo(CallId.of("c-1"));
        assertThat(event.sessionId()).isEqualTo("s-1");
        assertThat(event.deliveryId()).isEqualTo("w-1");
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2024-03-18T08:24:14.769328551Z"));
    }

    @Test
    void mandatory_events_are_typed_and_others_are_passed_on() throws Exception {
        String participant =
                "\"participant\":{\"user\":{\"id\":\"alice\",\"name\":\"Alice\"},\"user_session_id\":\"u-1\"}";

        assertThat(parse(event("call.ended", ""))).isInstanceOf(CallEnded.class);
        assertThat(parse(event("call.session_ended", ""))).isInstanceOf(CallEnded.class);
        ParticipantJoined joined = (ParticipantJoined) parse(event("call.session_participant_joined", participant));
        assertThat(joined.participant().userId()).isEqualTo("alice");
        assertThat(joined.participant().connectionId()).isEqualTo("u-1");
        assertThat(parse(event("call.session_participant_left", participant))).isInstanceOf(ParticipantLeft.class);
        RecordingReady ready = (RecordingReady)
                parse(
                        event(
                                "call.recording_ready",
                                "\"recording_type\":\"composite\",\"call_recording\":{\"filename\":\"f.mp4\",\"url\":\"https://x/f.mp4\","
                                        + "\"session_id\":\"s-1\",\"start_time\":\"2024-03-18T08:24:14Z\",\"end_time\":\"2024-03-18T08:25:14Z\"}"));
        assertThat(ready.recording().status()).isEqualTo(RecordingStatus.READY);
        assertThat(ready.recording().files()).hasSize(1);
        assertThat(ready.recording().sessionId()).isEqualTo("s-1");
        assertThat(parse(event("call.exploded", ""))).isInstanceOf(UnknownEvent.class);
        assertThat(parse("{\"type\":\"user.updated\"}")).isInstanceOf(UnknownEvent.class);
        assertThat(parse("{}")).isInstanceOf(UnknownEvent.class);
    }

    @Test
    void the_signature_is_over_the_inflated_body() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);

        assertThat(parse(gzip(body), signature(SECRET, body), KEY)).isInstanceOf(CallEnded.class);
        rejected(Reason.BAD_SIGNATURE, gzip(body), signature(SECRET, gzip(body)), KEY);
    }

    @Test
    void a_bomb_is_not_inflated() throws Exception {
        byte[] bomb = gzip(new byte[200 << 20]);

        assertThat(bomb.length).isLessThan(1 << 20);
        rejected(Reason.TOO_LARGE, bomb, signature(SECRET, bomb), KEY);
    }

    @Test
    void each_application_has_its_own_secrets_and_may_have_several() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);

        assertThat(parse(body, signature("rotated", body), KEY)).isInstanceOf(CallEnded.class);
        assertThat(parse(body, signature("other-secret", body), "other-app")).isInstanceOf(CallEnded.class);
        rejected(Reason.BAD_SIGNATURE, body, signature("other-secret", body), KEY);
        rejected(Reason.BAD_SIGNATURE, body, signature(SECRET, body), "other-app");
        rejected(Reason.UNKNOWN_KEY, body, signature(SECRET, body), "nobody");
    }

    @Test
    void an_unsigned_or_non_json_body_is_rejected() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        byte[] notJson = "{\"type\":".getBytes(StandardCharsets.UTF_8);
        byte[] deep = "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        byte[] notGzip = {0x1f, (byte) 0x8b, 1, 2, 3};

        rejected(Reason.MISSING_SIGNATURE, body, null, KEY);
        rejected(Reason.BAD_SIGNATURE, body, "not hex", KEY);
        rejected(Reason.BAD_SIGNATURE, body, "00", KEY);
        rejected(Reason.BAD_SIGNATURE, body, signature("wrong", body), KEY);
        rejected(Reason.MALFORMED, notJson, signature(SECRET, notJson), KEY);
        rejected(Reason.MALFORMED, deep, signature(SECRET, deep), KEY);
        rejected(Reason.MALFORMED, notGzip, signature(SECRET, notGzip), KEY);
        assertThatThrownBy(() -> video.webhooks()
                        .parse(WebhookRequest.of(
                                Map.of("X-Signature", List.of(signature(SECRET, body), signature(SECRET, body))),
                                body)))
                .isInstanceOf(WebhookRejectedException.class);
        assertThat(parse(body, signature(SECRET, body).toUpperCase(Locale.ROOT), KEY))
                .isInstanceOf(CallEnded.class);
    }

    @Test
    void no_mutation_of_a_signed_body_is_accepted() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        String signature = signature(SECRET, body);
        Random random = new Random(42);
        for (int round = 0; round < 5_000; round++) {
            byte[] mutated = body.clone();
            int at = random.nextInt(mutated.length);
            mutated[at] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> parse(mutated, signature, KEY)).isInstanceOf(WebhookRejectedException.class);
        }
    }

    // Fields of each event

    private VideoEvent sample(String type) {
        byte[] body = Tests.samples().stream()
                .filter(line -> Json.parse(line).string("type").equals(type))
                .findFirst()
                .orElseThrow();
        VideoEvent event = parse(body, signature(SECRET, body), KEY);
        assertThat(event.call()).isEqualTo(CallId.of("standup"));
        return event;
    }

    private <E extends VideoEvent> E sample(String type, Class<E> expected) {
        return expected.cast(sample(type));
    }

    @Test
    void calls_come_as_they_were() {
        CallCreated created = sample("call.created", CallCreated.class);

        assertThat(created.state().id()).isEqualTo(CallId.of("standup"));
        assertThat(created.state().title()).isEqualTo("Standup");
        assertThat(created.state().custom()).containsEntry("booking", "b-42");
        assertThat(created.sessionId()).isEqualTo("s-1");
        assertThat(sample("call.updated", CallUpdated.class).state().maxParticipants())
                .isEqualTo(10);
        assertThat(sample("call.deleted", CallDeleted.class).state().title()).isEqualTo("Standup");
    }

    @Test
    void members_come_with_their_roles_and_go_with_their_ids() {
        assertThat(sample("call.member_added", MembersAdded.class).members())
                .containsExactly(new Member("bob", "call_member"));
        assertThat(sample("call.member_updated", MembersUpdated.class).members())
                .containsExactly(new Member("bob", "host"));
        assertThat(sample("call.member_updated_permission", MembersUpdated.class)
                        .members())
                .containsExactly(new Member("bob", "host"));
        assertThat(sample("call.member_removed", MembersRemoved.class).userIds())
                .containsExactly("bob", "carol");
    }

    @Test
    void ringing_names_the_caller_and_the_called() {
        RingStarted ring = sample("call.ring", RingStarted.class);
        assertThat(ring.callerId()).isEqualTo("alice");
        assertThat(ring.userIds()).containsExactly("bob");
        assertThat(ring.video()).isTrue();
        assertThat(sample("call.notification", RingNotified.class).userIds()).containsExactly("bob");
        assertThat(sample("call.accepted", RingAccepted.class).userId()).isEqualTo("bob");
        assertThat(sample("call.rejected", RingRejected.class).reason()).isEqualTo("busy");
        RingMissed missed = sample("call.missed", RingMissed.class);
        assertThat(missed.callerId()).isEqualTo("alice");
        assertThat(missed.userIds()).containsExactly("bob");
    }

    @Test
    void moderation_events_contain_user_and_moderator() {
        UserBlocked blocked = sample("call.blocked_user", UserBlocked.class);
        assertThat(blocked.userId()).isEqualTo("bob");
        assertThat(blocked.byUserId()).isEqualTo("alice");
        assertThat(sample("call.unblocked_user", UserUnblocked.class).userId()).isEqualTo("bob");
        assertThat(sample("call.kicked_user", UserRemoved.class).byUserId()).isEqualTo("alice");
        UsersMuted muted = sample("call.user_muted", UsersMuted.class);
        assertThat(muted.userIds()).containsExactly("bob", "carol");
        assertThat(muted.byUserId()).isEqualTo("alice");
        assertThat(muted.reason()).isEqualTo("noise");
        assertThat(sample("call.permission_request", PermissionsRequested.class).permissions())
                .containsExactly("send-audio");
        assertThat(sample("call.permissions_updated", PermissionsUpdated.class).permissions())
                .containsExactly("join-call", "send-audio");
    }

    @Test
    void captions_messages_and_reactions_contain_their_user() {
        MessageReceived message = sample("custom", MessageReceived.class);
        assertThat(message.userId()).isEqualTo("bob");
        assertThat(message.content().string("text")).isEqualTo("hello");
        ReactionReceived reaction = sample("call.reaction_new", ReactionReceived.class);
        assertThat(reaction.reaction()).isEqualTo("raise-hand");
        assertThat(reaction.emoji()).isEqualTo(":raise-hand:");
        CaptionSpoken caption = sample("call.closed_caption", CaptionSpoken.class);
        assertThat(caption.userId()).isEqualTo("bob");
        assertThat(caption.text()).isEqualTo("Good morning");
        assertThat(caption.endedAt()).isEqualTo(Instant.parse("2026-05-04T10:00:02Z"));
    }

    @Test
    void files_and_broadcasts_come_with_their_places_and_print_none_that_is_signed() {
        TranscriptionReady transcription = sample("call.transcription_ready", TranscriptionReady.class);
        RecordingFile file = transcription.transcription().files().get(0);
        assertThat(file.name()).isEqualTo("t.jsonl");
        assertThat(file.location()).endsWith("Signature=abc");
        assertThat(transcription.transcription().id().value()).isEqualTo("default:standup~transcription~s-1");
        assertThat(sample("call.transcription_started", TranscriptionStarted.class)
                        .transcription()
                        .status())
                .isEqualTo(TranscriptionStatus.TRANSCRIBING);
        assertThat(transcription.toString()).doesNotContain("abc");
        assertThat(transcription.sessionId()).isEqualTo("s-1");
        assertThat(sample("call.transcription_failed", TranscriptionFailed.class)
                        .transcription()
                        .failure())
                .isEqualTo("no audio");
        BroadcastStarted hls = sample("call.hls_broadcasting_started", BroadcastStarted.class);
        assertThat(hls.broadcast().kind()).isEqualTo(BroadcastKind.HLS);
        assertThat(hls.broadcast().status()).isEqualTo(BroadcastStatus.LIVE);
        assertThat(hls.broadcast().playlistUrl()).endsWith("token=abc");
        assertThat(hls.toString()).doesNotContain("abc");
        BroadcastFailed rtmp = sample("call.rtmp_broadcast_failed", BroadcastFailed.class);
        assertThat(rtmp.broadcast().kind()).isEqualTo(BroadcastKind.PUSH);
        assertThat(rtmp.broadcast().status()).isEqualTo(BroadcastStatus.FAILED);
        assertThat(sample("ingress.error", IngressFailed.class).ingress())
                .isEqualTo(new IngressSnapshot("i-1", "camera", "no data"));
        assertThat(sample("call.recording_failed", RecordingFailed.class)
                        .recording()
                        .status())
                .isEqualTo(RecordingStatus.FAILED);
    }

    @Test
    void events_of_stream_only_read_their_fields_from_raw() {
        var counted = sample("call.session_participant_count_updated", StreamOnlyEvent.ParticipantsCounted.class);
        assertThat(counted.named()).isEqualTo(3);
        assertThat(counted.anonymous()).isEqualTo(4);
        var frame = sample("call.frame_recording_ready", StreamOnlyEvent.FrameCaptured.class);
        assertThat(frame.url()).endsWith("Signature=abc");
        assertThat(frame.capturedAt()).isEqualTo(Instant.parse("2026-05-04T10:00:00.123456789Z"));
        assertThat(frame.trackType()).isEqualTo("TRACK_TYPE_VIDEO");
        assertThat(frame.userIds()).containsExactly("bob");
        assertThat(frame.toString()).doesNotContain("abc");
        assertThat(sample("call.frame_recording_failed", StreamOnlyEvent.FrameRecordingChanged.class)
                        .egressId())
                .isEqualTo("e-2");
        var key = sample("call.dtmf", StreamOnlyEvent.KeyPressed.class);
        assertThat(key.userId()).isEqualTo("bob");
        assertThat(key.digit()).isEqualTo("5");
        assertThat(key.duration()).isEqualTo(Duration.ofMillis(120));
        var warned = sample("call.moderation_warning", StreamOnlyEvent.UserWarned.class);
        assertThat(warned.userId()).isEqualTo("bob");
        assertThat(warned.message()).isEqualTo("Mind your words");
        assertThat(sample("call.moderation_blur", StreamOnlyEvent.PictureBlurred.class)
                        .userId())
                .isEqualTo("bob");
        var feedback = sample("call.user_feedback_submitted", StreamOnlyEvent.FeedbackSubmitted.class);
        assertThat(feedback.userId()).isEqualTo("bob");
        assertThat(feedback.rating()).isEqualTo(4);
        assertThat(feedback.reason()).isEqualTo("good");
        assertThat(sample("call.live_started")).isInstanceOf(StreamOnlyEvent.WentLive.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call.created",
                "call.session_participant_joined",
                "call.session_participant_left",
                "call.member_added",
                "call.member_removed",
                "call.recording_ready",
                "call.transcription_ready",
                "call.closed_caption",
                "call.rtmp_broadcast_started",
                "ingress.started",
                "call.accepted",
                "call.missed",
                "call.blocked_user",
                "call.user_muted",
                "call.permissions_updated",
                "custom",
                "call.reaction_new"
            })
    void an_event_without_its_subject_is_unknown(String type) throws Exception {
        VideoEvent event = parse(event(type, ""));

        assertThat(event).isInstanceOf(UnknownEvent.class);
        assertThat(event.type()).isEqualTo(type);
    }

    @Test
    void an_event_that_lacks_any_field_or_has_another_value_in_it_is_an_event_all_the_same() {
        List<Object> values = List.of(
                "",
                " ",
                "x",
                "a/b",
                "\u0000",
                0,
                -1,
                Long.MAX_VALUE,
                1e300,
                true,
                Map.of(),
                List.of(),
                List.of("x", 1));
        int unknown = 0;
        for (byte[] body : Tests.samples()) {
            Json sample = Json.parse(body);
            for (String field : sample.asMap().keySet()) {
                List<Json> odd = new ArrayList<>();
                odd.add(sample.toBuilder().remove(field).build());
                values.forEach(value -> {
                    odd.add(sample.toBuilder().put(field, value).build());
                    Json part = sample.object(field);
                    part.asMap()
                            .keySet()
                            .forEach(name -> odd.add(sample.toBuilder()
                                    .put(
                                            field,
                                            part.toBuilder().put(name, value).build())
                                    .build()));
                });
                for (Json event : odd) {
                    unknown +=
                            video.webhooks().parseWithoutVerification(event.writeUtf8(), null) instanceof UnknownEvent
                                    ? 1
                                    : 0;
                }
            }
        }
        assertThat(unknown).isGreaterThan(1000);
    }

    @Test
    void a_value_that_no_vocabulary_has_room_for_makes_an_unknown_event() throws Exception {
        assertThat(parse(event("call.member_added", "\"members\":[{\"user_id\":\"a/b\"}]")))
                .isInstanceOf(UnknownEvent.class);
        assertThat(parse(event("call.recording_started", "\"recording_type\":\"x\\u0000\"")))
                .isInstanceOf(UnknownEvent.class);
    }

    @Test
    void an_enum_value_that_is_a_number_is_unknown_and_keeps_its_number() throws Exception {
        RecordingStarted recording = (RecordingStarted) parse(event("call.recording_started", "\"recording_type\":7"));
        ParticipantLeft left = (ParticipantLeft) parse(event(
                "call.session_participant_left",
                "\"participant\":{\"user_session_id\":\"s\",\"user\":{\"id\":\"alice\"}},\"reason\":3"));
        StreamOnlyEvent.FrameCaptured frame =
                (StreamOnlyEvent.FrameCaptured) parse(event("call.frame_recording_ready", "\"track_type\":2"));

        assertThat(recording.recording().kind()).isEqualTo(RecordingKind.UNKNOWN);
        assertThat(recording.recording().id().value()).contains("UNKNOWN_7");
        assertThat(left.reason()).isEqualTo("unknown_3");
        assertThat(frame.trackType()).isEqualTo("UNKNOWN_2");
    }

    @Test
    void an_egress_whose_state_is_a_number_is_not_absent() {
        CallResponse call =
                new CallResponse(Json.parse("{\"egress\":{\"hls\":{\"status\":2},\"raw_recording\":{\"status\":1}}}"));

        assertThat(call.hlsStatus()).isEqualTo("UNKNOWN_2");
        assertThat(call.recordingStatus("raw")).isEqualTo("UNKNOWN_1");
        assertThat(RecordingMapper.active(call, "raw")).isTrue();
    }

    // Queues and duplicates

    @Test
    void a_queue_delivers_the_same_event_in_any_wrapping() {
        for (byte[] body : Tests.samples()) {
            VideoEvent event = parse(body, signature(SECRET, body), KEY);
            byte[] packed = StreamWebhookSigner.compressed(body);
            byte[] base64 = Base64.getEncoder().encode(packed);

            for (byte[] message : List.of(body, packed, base64, sns(body), sns(base64))) {
                VideoEvent trusted = video.webhooks().parseWithoutVerification(message, "w-1");
                assertThat(trusted.signedBy()).isNull();
                assertThat(trusted).hasSameClassAs(event);
                assertThat(trusted.raw()).isEqualTo(event.raw());
                assertThat(trusted).hasToString(event.toString().replace("signedBy=key#1", "signedBy=null"));
                assertThat(video.webhooks().parseWithoutVerification(message, "w-1", "key#1"))
                        .hasToString(event.toString());
            }
            assertThat(video.webhooks().parseWithoutVerification(base64, null).deduplicationKey())
                    .isEqualTo(event.deduplicationKey());
        }
    }

    private static byte[] sns(byte[] message) {
        return Json.builder()
                .put("Type", "Notification")
                .put("MessageId", "m-1")
                .put("Message", new String(message, StandardCharsets.UTF_8))
                .build()
                .writeUtf8();
    }

    @Test
    void only_equal_events_have_the_same_deduplication_key() {
        assertThat(Tests.samples().stream()
                        .map(body -> video.webhooks()
                                .parseWithoutVerification(body, null)
                                .deduplicationKey()))
                .doesNotHaveDuplicates()
                .allMatch(deduplicationKey -> deduplicationKey.length() == 32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "not base64!",
                "bm90IGpzb24=",
                "{\"Type\":\"Notification\",\"Message\":\"\"}",
                "{\"Type\":\"SubscriptionConfirmation\",\"Message\":\"You have chosen to subscribe\"}",
                "{\"Type\":\"Notification\",\"Message\":\"{\\\"type\\\":\"}"
            })
    void a_message_that_is_not_an_event_is_malformed(String message) {
        assertThat(reasonOf(() ->
                        video.webhooks().parseWithoutVerification(message.getBytes(StandardCharsets.UTF_8), null)))
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void the_limits_hold_for_queues_too() {
        byte[] bomb = StreamWebhookSigner.compressed(new byte[200 << 20]);
        byte[] large = new byte[Webhooks.MAX_BODY_BYTES + 1];

        assertThat(reasonOf(() -> video.webhooks().parseWithoutVerification(bomb, null)))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(reasonOf(() -> video.webhooks()
                        .parseWithoutVerification(Base64.getEncoder().encode(bomb), null)))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(reasonOf(() -> video.webhooks().parseWithoutVerification(large, null)))
                .isEqualTo(Reason.TOO_LARGE);
    }

    private static Reason reasonOf(ThrowingCallable parse) {
        return catchThrowableOfType(WebhookRejectedException.class, parse).reason();
    }

    // Hostile ground

    @Test
    void the_size_is_looked_at_before_the_headers_and_these_before_anything_is_inflated() {
        byte[] bomb = StreamWebhookSigner.compressed(new byte[200 << 20]);

        assertThat(reasonOf(() ->
                        video.webhooks().parse(WebhookRequest.of(Map.of(), new byte[Webhooks.MAX_BODY_BYTES + 1]))))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(reasonOf(() -> video.webhooks().parse(WebhookRequest.of(Map.of(), bomb))))
                .isEqualTo(Reason.MISSING_SIGNATURE);
        rejected(Reason.UNKNOWN_KEY, bomb, signature(SECRET, bomb), "nobody");
    }

    @Test
    void members_of_gzip_without_content_overflow_no_stack() throws Exception {
        byte[] empty = gzip(new byte[0]);
        byte[] members = new byte[empty.length * 50_000];
        for (int at = 0; at < members.length; at += empty.length) {
            System.arraycopy(empty, 0, members, at, empty.length);
        }

        rejected(Reason.MALFORMED, members, signature(SECRET, new byte[0]), KEY);
    }

    @Test
    void a_truncated_body_and_one_that_is_not_utf8_are_rejected() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        byte[] half = Arrays.copyOf(body, body.length / 2);
        byte[] packed = gzip(body);
        byte[] notUtf8 = "{\"type\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        notUtf8[9] = (byte) 0xFF;

        rejected(Reason.BAD_SIGNATURE, half, signature(SECRET, body), KEY);
        rejected(Reason.MALFORMED, half, signature(SECRET, half), KEY);
        rejected(Reason.MALFORMED, Arrays.copyOf(packed, packed.length - 1), signature(SECRET, body), KEY);
        rejected(Reason.MALFORMED, Arrays.copyOf(packed, packed.length + 1), signature(SECRET, body), KEY);
        rejected(Reason.MALFORMED, notUtf8, signature(SECRET, notUtf8), KEY);
    }

    @Test
    void headers_count_in_any_case_but_only_once() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        String good = signature(SECRET, body);

        for (String name : List.of("x-signature", "X-SIGNATURE", "X-sIGNATURE")) {
            assertThat(video.webhooks().parse(WebhookRequest.of(Map.of(name, List.of(good)), body)))
                    .isInstanceOf(CallEnded.class);
        }
        Map<String, List<String>> twice = Map.of("X-Signature", List.of(good), "x-signature", List.of("00"));
        assertThat(reasonOf(() -> video.webhooks().parse(WebhookRequest.of(twice, body))))
                .isEqualTo(Reason.MISSING_SIGNATURE);
        Map<String, List<String>> keys =
                Map.of("X-Signature", List.of(signature("other-secret", body)), "X-Api-Key", List.of("other-app", KEY));
        assertThat(reasonOf(() -> video.webhooks().parse(WebhookRequest.of(keys, body))))
                .isEqualTo(Reason.UNKNOWN_KEY);
    }

    @Test
    void nothing_of_a_rejected_body_is_logged_or_quoted() throws Exception {
        CapturedLog log = CapturedLog.start();
        byte[] body = "{\"type\":hush-hush}".getBytes(StandardCharsets.UTF_8);

        for (String signature : List.of(signature(SECRET, body), signature("wrong", body))) {
            WebhookRejectedException rejection =
                    catchThrowableOfType(WebhookRejectedException.class, () -> parse(body, signature, KEY));
            assertThat(rejection.toString() + rejection.getCause())
                    .doesNotContain("hush")
                    .doesNotContain(signature);
        }
        assertThat(log.text()).doesNotContain("hush");
    }

    @Test
    void the_key_of_another_application_is_valid_until_its_end() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        MutableClock clock = new MutableClock(Instant.parse("2026-05-04T10:00:00Z"));
        try (StreamVideoProvider rotating = StreamVideoProvider.builder()
                .apiKey(KEY)
                .apiSecret("new")
                .webhookKey("older-app", "old", clock.instant().plusSeconds(30))
                .clock(clock)
                .build()) {
            WebhookRequest request = request(body, signature("old", body), "older-app");
            clock.set(clock.instant().plusSeconds(29));
            assertThat(rotating.webhooks().parse(request).signedBy()).isEqualTo("older-app#1");
            clock.set(clock.instant().plusSeconds(1));
            assertThat(reasonOf(() -> rotating.webhooks().parse(request))).isEqualTo(Reason.UNKNOWN_KEY);
        }
    }

    @Test
    void every_secret_is_valid_until_its_end_and_its_name_is_in_the_event() throws Exception {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        MutableClock clock = new MutableClock(Instant.parse("2026-05-04T10:00:00Z"));
        try (StreamVideoProvider rotating = StreamVideoProvider.builder()
                .apiKey(KEY)
                .apiSecret("new")
                .webhookSecret("old", clock.instant().plusSeconds(30))
                .clock(clock)
                .build()) {
            clock.set(clock.instant().plusSeconds(29));
            assertThat(rotating.webhooks()
                            .parse(request(body, signature("new", body), KEY))
                            .signedBy())
                    .isEqualTo("key#1");
            assertThat(rotating.webhooks()
                            .parse(request(body, signature("old", body), KEY))
                            .signedBy())
                    .isEqualTo("key#2");
            clock.set(clock.instant().plusSeconds(1));
            assertThat(reasonOf(() -> rotating.webhooks().parse(request(body, signature("old", body), KEY))))
                    .isEqualTo(Reason.BAD_SIGNATURE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-Signature, X-Api-Key, X-Webhook-Id",
        "x-signature, x-api-key, x-webhook-id",
        "X-SIGNATURE, X-API-KEY, X-WEBHOOK-ID"
    })
    void the_header_map_of_a_serverless_function_is_looked_up_in_any_case(String signature, String key, String id) {
        byte[] body = event("call.ended", "").getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of(signature, signature("other-secret", body), key, "other-app", id, "w-2");

        VideoEvent event = video.webhooks().parse(WebhookRequest.of(headers::get, body));

        assertThat(event).isInstanceOf(CallEnded.class);
        assertThat(event.deliveryId()).isEqualTo("w-2");
        assertThat(event.signedBy()).isEqualTo("other-app#1");
    }

    @Test
    void digests_that_cannot_be_cloned_verify_and_recognize_duplicates() throws Exception {
        String body = event("call.ended", "");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String expected = parse(body).deduplicationKey();
        UncloneableDigests.use(() -> {
            assertThat(parse(body).deduplicationKey()).isEqualTo(expected);
            rejected(Reason.BAD_SIGNATURE, bytes, signature("foreign", bytes), KEY);
        });
    }

    private static String event(String type, String fields) {
        return "{\"type\":\"" + type + "\",\"call_cid\":\"default:c-1\",\"created_at\":\"2024-03-18T08:24:14Z\""
                + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    private VideoEvent parse(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, signature(SECRET, bytes), KEY);
    }

    private VideoEvent parse(byte[] body, @Nullable String signature, String key) {
        return video.webhooks().parse(request(body, signature, key));
    }

    private void rejected(Reason reason, byte[] body, @Nullable String signature, String key) {
        WebhookRejectedException rejection = catchThrowableOfType(
                WebhookRejectedException.class, () -> video.webhooks().parse(request(body, signature, key)));
        assertThat(rejection.reason()).isEqualTo(reason);
        assertThat(rejection.getMessage()).doesNotContain("call.ended");
    }

    private static WebhookRequest request(byte[] body, @Nullable String signature, String key) {
        return WebhookRequest.of(
                name -> switch (name) {
                    case "X-Signature" -> signature;
                    case "X-Api-Key" -> key;
                    case "X-Webhook-Id" -> "w-1";
                    default -> null;
                },
                body);
    }

    private static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }
}
