package io.videoprovider.inbox;

import static io.videoprovider.inbox.TestWebhooks.ACME;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.event.BroadcastFailed;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.BroadcastStopped;
import io.videoprovider.event.BroadcastUpdated;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.CaptionsStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingNotified;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.TranscriptionFailed;
import io.videoprovider.event.TranscriptionReady;
import io.videoprovider.event.TranscriptionStarted;
import io.videoprovider.event.TranscriptionStopped;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VendorEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.token.Permission;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionStatus;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events that the SDK creates, from {@link Delivery#of(VideoEvent)} to the handler. */
@Timeout(60)
class EventJsonTest {

    private static final CallId CALL = CallId.of("team", "standup");
    private static final Instant START = Instant.parse("2026-03-01T10:00:00.123456789Z");
    private static final Json SECRET = Json.builder().put("token", "hunter2").build();

    record Invented(EventInfo info) implements VendorEvent {}

    private static EventInfo.Builder properties(EventOrigin origin) {
        return EventInfo.builder(ACME, Json.EMPTY)
                .origin(origin)
                .call(CALL)
                .sessionId("s1")
                .occurredAt(START)
                .deduplicationKey("key");
    }

    private static Participant participant(Json raw) {
        return new Participant(
                "alice",
                "c1",
                "Alice \ud83d\ude00",
                ParticipantKind.AGENT,
                true,
                Set.of(Permission.PUBLISH_VIDEO, Permission.SUBSCRIBE),
                List.of(new Track("t1", TrackKind.SCREEN_SHARE, true, Json.EMPTY)),
                "metadata",
                Map.of("seat", "4"),
                START,
                raw);
    }

    private static Participant unknownParticipant() {
        return new Participant(
                "bob",
                "c2",
                null,
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                null,
                Json.EMPTY);
    }

    private static Recording recording(List<RecordingFile> files, Json raw) {
        return new Recording(
                new RecordingId("r1"),
                CALL,
                "s1",
                RecordingKind.TRACK,
                RecordingStatus.READY,
                true,
                START,
                START.plusSeconds(5),
                files,
                "disk full",
                raw);
    }

    private static Transcription transcription() {
        return new Transcription(
                new TranscriptionId("t1"),
                CALL,
                null,
                TranscriptionStatus.FAILED,
                START,
                null,
                List.of(new RecordingFile("a.jsonl", null, null, null)),
                "no speech",
                Json.EMPTY);
    }

    private static Broadcast broadcast(BroadcastKind kind) {
        return new Broadcast(
                new BroadcastId("b1"),
                CALL,
                "s1",
                kind,
                BroadcastStatus.LIVE,
                "https://cdn.example/playlist.m3u8",
                START,
                null,
                null,
                Json.EMPTY);
    }

    static Stream<VideoEvent> events() {
        EventInfo info = properties(EventOrigin.RECONCILER).build();
        EventInfo bare = EventInfo.builder(ACME, Json.EMPTY)
                .origin(EventOrigin.APPLICATION)
                .call(CallId.of("lobby"))
                .build();
        Recording recording = recording(
                List.of(
                        new RecordingFile("a.mp4", "https://s3.example/a.mp4", 12L, Duration.ofMillis(1500)),
                        new RecordingFile("b.mp4", null, null, null)),
                Json.EMPTY);
        Recording unknown = new Recording(
                new RecordingId("r2"),
                CALL,
                null,
                RecordingKind.UNKNOWN,
                RecordingStatus.UNKNOWN,
                false,
                null,
                null,
                List.of(),
                null,
                Json.EMPTY);
        return Stream.of(
                new CallStarted(info),
                new CallStarted(bare),
                new CallEnded(info, "timeout"),
                new CallEnded(bare),
                new ParticipantJoined(info, participant(Json.EMPTY)),
                new ParticipantJoined(bare, unknownParticipant()),
                new ParticipantLeft(info, participant(Json.EMPTY), "removed"),
                new ParticipantLeft(bare, unknownParticipant(), null),
                new RecordingStarted(info, unknown),
                new RecordingUpdated(info, recording),
                new RecordingStopped(info, recording),
                new RecordingReady(info, recording),
                new RecordingFailed(info, recording),
                new TranscriptionStarted(info, transcription()),
                new TranscriptionStopped(info, transcription()),
                new TranscriptionReady(info, transcription()),
                new TranscriptionFailed(bare, transcription()),
                new BroadcastStarted(info, broadcast(BroadcastKind.HLS)),
                new BroadcastUpdated(info, broadcast(BroadcastKind.PUSH)),
                new BroadcastStopped(info, broadcast(BroadcastKind.HLS)),
                new BroadcastFailed(bare, broadcast(BroadcastKind.HLS)),
                new RingStarted(info, "alice", List.of("bob", "carol"), true),
                new RingStarted(bare, null, List.of(), false),
                new RingNotified(info, "alice", List.of("bob")),
                new RingMissed(info, "alice", List.of("bob")),
                new RingAccepted(info, "bob"),
                new RingRejected(info, "bob", "busy"),
                new RingRejected(bare, "bob", null));
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_of_the_sdk_is_equal_after_the_inbox_except_for_its_type_and_delivery_id(VideoEvent event) {
        Delivery delivery = Delivery.of(event);

        VideoEvent read = EventJson.read(delivery);

        assertThat(read)
                .usingRecursiveComparison()
                .withEqualsForType(CallId::equals, CallId.class)
                .ignoringFields("info.type", "info.deliveryId")
                .isEqualTo(event);
        assertThat(read).hasSameClassAs(event);
        assertThat(read.type()).isEqualTo(delivery.type()).startsWith("videoprovider.");
        assertThat(read.deliveryId()).isEqualTo(delivery.id());
        assertThat(delivery.lane()).isEqualTo(ACME + "/" + event.call());
    }

    @Test
    void raw_data_and_queries_of_urls_are_not_stored() {
        EventInfo info = properties(EventOrigin.RECONCILER).build();
        Recording recording = recording(
                List.of(new RecordingFile("a.mp4", "https://s3.example/a.mp4?signature=hunter2", 12L, null)), SECRET);
        Broadcast broadcast = new Broadcast(
                new BroadcastId("b1"),
                CALL,
                null,
                BroadcastKind.PUSH,
                BroadcastStatus.FAILED,
                "https://cdn.example/playlist.m3u8?token=hunter2",
                null,
                null,
                "rtmp://live.example/app/hunter2 closed the connection",
                SECRET);
        Recording failed = new Recording(
                new RecordingId("r1"),
                CALL,
                null,
                RecordingKind.COMPOSITE,
                RecordingStatus.FAILED,
                false,
                null,
                null,
                List.of(),
                "PUT https://s3.example/a.mp4?signature=hunter2 failed",
                Json.EMPTY);

        assertThat(List.of(
                        new ParticipantJoined(info, participant(SECRET)),
                        new RecordingReady(info, recording),
                        new RecordingFailed(info, failed),
                        new BroadcastFailed(info, broadcast)))
                .allSatisfy(event ->
                        assertThat(new String(Delivery.of(event).body(), UTF_8)).doesNotContain("hunter2"));
        assertThat(EventJson.read(Delivery.of(new RecordingFailed(info, failed))))
                .isInstanceOfSatisfying(
                        RecordingFailed.class,
                        event -> assertThat(event.recording().failure())
                                .isEqualTo("PUT https://s3.example/a.mp4 failed"));
    }

    @Test
    void a_deduplication_key_makes_repeated_announcements_one_delivery() {
        MemoryInbox inbox = MemoryInbox.builder().build();
        EventInfo.Builder info = properties(EventOrigin.RECONCILER);

        assertThat(inbox.add(Delivery.of(new CallEnded(info.build())))).isEqualTo(Inbox.AddResult.ACCEPTED);
        assertThat(inbox.add(Delivery.of(
                        new CallEnded(info.occurredAt(START.plusSeconds(1)).build()))))
                .isEqualTo(Inbox.AddResult.DUPLICATE);
        assertThat(inbox.add(
                        Delivery.of(new CallEnded(info.deduplicationKey("other").build()))))
                .isEqualTo(Inbox.AddResult.ACCEPTED);
    }

    @Test
    void an_event_without_ids_is_identified_by_its_content() {
        MemoryInbox inbox = MemoryInbox.builder().build();
        EventInfo.Builder info = properties(EventOrigin.APPLICATION).deduplicationKey(null);

        assertThat(inbox.add(Delivery.of(new RingAccepted(info.build(), "bob"))))
                .isEqualTo(Inbox.AddResult.ACCEPTED);
        assertThat(inbox.add(Delivery.of(new RingAccepted(info.build(), "bob"))))
                .isEqualTo(Inbox.AddResult.DUPLICATE);
        assertThat(inbox.add(Delivery.of(new RingAccepted(info.build(), "carol"))))
                .isEqualTo(Inbox.AddResult.ACCEPTED);
    }

    @Test
    void events_of_the_vendor_and_of_other_types_are_rejected() {
        assertThatThrownBy(() ->
                        Delivery.of(new CallEnded(properties(EventOrigin.VENDOR).build())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("event must have the origin APPLICATION or RECONCILER, was VENDOR");
        assertThatThrownBy(() -> Delivery.of(
                        new CaptionsStarted(properties(EventOrigin.APPLICATION).build())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("event must be of a type that this SDK creates, was CaptionsStarted");
        assertThatThrownBy(() -> Delivery.of(new Invented(
                        properties(EventOrigin.APPLICATION).type("acme.custom").build())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("event must be of a type that this SDK creates, was Invented");
    }

    @Test
    void an_event_of_an_unknown_type_keeps_its_data() {
        Json data = Json.builder().put("people", 3).build();
        EventInfo info = EventInfo.builder(ACME, data)
                .type("videoprovider.invented")
                .origin(EventOrigin.APPLICATION)
                .call(CALL)
                .build();

        VideoEvent read = EventJson.read(Delivery.of(new Invented(info)));

        assertThat(read).isInstanceOf(UnknownEvent.class);
        assertThat(read.type()).isEqualTo("videoprovider.invented");
        assertThat(read.raw()).isEqualTo(data);
    }

    @Test
    void handlers_get_events_of_the_sdk_and_of_the_vendor_in_the_order_of_the_call() throws Exception {
        MemoryInbox inbox = MemoryInbox.builder().build();
        EventInfo info = EventInfo.builder(ACME, Json.EMPTY)
                .origin(EventOrigin.RECONCILER)
                .call(CallId.of("lobby"))
                .occurredAt(Instant.ofEpochSecond(2))
                .build();
        inbox.add(Delivery.of(new CallEnded(info)));
        inbox.add(TestWebhooks.delivery("started", "e1", "lobby", 1));
        LinkedBlockingQueue<VideoEvent> handled = new LinkedBlockingQueue<>();

        try (EventDispatcher dispatcher = EventDispatcher.builder(inbox)
                .source(ACME, new TestWebhooks())
                .on(VideoEvent.class, "recorder", handled::add)
                .build()) {
            dispatcher.start();

            assertThat(handled.poll(20, TimeUnit.SECONDS)).isInstanceOf(CallStarted.class);
            VideoEvent second = handled.poll(20, TimeUnit.SECONDS);
            assertThat(second).isInstanceOf(CallEnded.class);
            assertThat(second).extracting(VideoEvent::origin).isEqualTo(EventOrigin.RECONCILER);
        }
    }

    @Test
    void a_webhook_with_the_type_of_an_event_of_the_sdk_is_parsed_as_one_of_the_vendor() throws Exception {
        MemoryInbox inbox = MemoryInbox.builder().build();
        byte[] hostile = TestWebhooks.body("videoprovider.call_ended", "e1", "lobby", 1);
        WebhookRequest request = WebhookRequest.of(Map.of("Signature", List.of("signed")), hostile);

        assertThat(new WebhookIntake(inbox).receive(new TestWebhooks(), request).status())
                .isEqualTo(200);

        LinkedBlockingQueue<VideoEvent> handled = new LinkedBlockingQueue<>();
        try (EventDispatcher dispatcher = EventDispatcher.builder(inbox)
                .source(ACME, new TestWebhooks())
                .on(VideoEvent.class, "recorder", handled::add)
                .build()) {
            dispatcher.start();
            VideoEvent event = handled.poll(20, TimeUnit.SECONDS);

            assertThat(event).isInstanceOf(UnknownEvent.class);
            assertThat(event).extracting(VideoEvent::origin).isEqualTo(EventOrigin.VENDOR);
        }
    }

    @Test
    void a_body_that_is_not_an_event_of_the_sdk_is_rejected_without_quoting_it() {
        for (String body : List.of(
                "hunter2",
                "{\"type\":\"call_ended\",\"origin\":\"APPLICATION\",\"data\":{\"reason\":\"hunter2\"}}",
                "{\"type\":\"videoprovider.call_ended\",\"origin\":\"VENDOR\",\"data\":{\"reason\":\"hunter2\"}}",
                "{\"type\":\"videoprovider.call_ended\",\"data\":{\"reason\":\"hunter2\"}}")) {
            Delivery delivery = Delivery.builder(ACME, "e1", body.getBytes(UTF_8))
                    .type("videoprovider.call_ended")
                    .build();

            assertThatThrownBy(() -> EventJson.read(delivery))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain("hunter2");
        }
    }
}
