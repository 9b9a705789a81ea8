package io.videoprovider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.JoinRefusedException;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamParticipant;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.BroadcastEvent;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.ingress.IngressProtocol;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.stream.BroadcastMapper.BroadcastKey;
import io.videoprovider.stream.RecordingMapper.RecordingKey;
import io.videoprovider.stream.TranscriptionMapper.TranscriptionKey;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ids of recordings, broadcasts and ingresses, which Stream does not assign: conversion from text and back, and to the
 * original object.
 */
class StreamIdsTest {

    private static final List<String> CALLS = List.of(
            "a~b", "~", "~~", "a~composite~b", "~raw~", "a~hls~s", "x~rtmp~y", "a!7Eb", "!", "a|b@c.d", "a~b~whip");

    private WebhookReceiver receiver;
    private StreamEmulator emulator;
    private StreamVideoProvider video;

    @BeforeEach
    void start() {
        receiver = WebhookReceiver.start();
        emulator =
                Tests.emulator().manualRecordings(true).webhook(receiver.url()).start();
        video = Tests.providerOf(emulator).build();
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
        receiver.close();
    }

    private static String text(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(9); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6e1c2b1f-57a3", "a b", "100%", "~", "ü"})
    void an_id_without_a_session_gets_the_session_of_a_later_event(String session) {
        CallId call = CallId.of("standup");

        assertThat(new RecordingKey(call, "composite", "").id().withSession(session))
                .isEqualTo(new RecordingKey(call, "composite", session).id());
        assertThat(new TranscriptionKey(call, "").id().withSession(session))
                .isEqualTo(new TranscriptionKey(call, session).id());
        assertThat(new BroadcastKey(call, BroadcastKind.HLS, "").id().withSession(session))
                .isEqualTo(new BroadcastKey(call, BroadcastKind.HLS, session).id());
        RecordingId complete = new RecordingKey(call, "composite", "s1").id();
        assertThat(complete.withSession(session)).isEqualTo(complete);
    }

    @Test
    void parse_restores_the_parts_of_every_id() {
        Random random = new Random(15);
        for (int i = 0; i < 20_000; i++) {
            CallId call =
                    CallId.unchecked(any(random, List.of("default", "my_type", "a-b")), text(random, "ab~!@|.-:1+"));
            String detail = random.nextInt(4) == 0 ? any(random, CALLS) : text(random, "ab~!@|.-:1+/%# ?ü€");
            String type =
                    any(random, List.of("composite", "individual", "raw", "frame", "UNKNOWN_7", "a~raw~b", "other"));
            RecordingKey recording = new RecordingKey(call, type, detail);
            BroadcastKey broadcast = new BroadcastKey(call, any(random, List.of(BroadcastKind.values())), detail);

            assertThat(RecordingKey.parse(new RecordingId(recording.id().toString()), ProviderId.STREAM))
                    .isEqualTo(recording);
            assertThat(BroadcastKey.parse(new BroadcastId(broadcast.id().toString()), ProviderId.STREAM))
                    .isEqualTo(broadcast);
            assertThat(CallPartId.parse(new CallPartId(call, "whip", detail).text(), Set.of("rtmp", "whip", "srt")))
                    .isEqualTo(new CallPartId(call, "whip", detail));
        }
    }

    private StreamParticipant join(CallId call) {
        return emulator.join(
                video.tokens().mint(TokenRequest.builder("alice", call).build()).token());
    }

    private static Set<String> calls() {
        Set<String> calls = new TreeSet<>(CALLS);
        Random random = new Random(15);
        while (calls.size() < 30) {
            String id = text(random, "ab1~!@|.-_");
            if (!id.replace(".", "").isEmpty()) {
                calls.add(id);
            }
        }
        return calls;
    }

    private static void restored(Call call) {
        assertThat(CallId.parse(call.id().toString())).isEqualTo(call.id());
    }

    @Test
    void every_id_in_a_response_or_event_addresses_its_object() throws Exception {
        for (String id : calls()) {
            CallId call = CallId.of(id);
            restored(video.calls().getOrCreate(CallRequest.of(call)));
            join(call);
            for (RecordingKind kind : RecordingMapper.TYPES.keySet()) {
                recorded(call, kind);
            }
            broadcast(
                    call, video.broadcasts().start(call, BroadcastRequest.hls().build()));
            video.unwrap(StreamClient.class)
                    .broadcasts()
                    .startRtmpBroadcast(
                            call,
                            Json.builder()
                                    .put("name", "a~rtmp~" + id + " ü")
                                    .put("stream_url", "rtmp://x/y")
                                    .build());
            broadcast(call, video.broadcasts().list(call).items().get(0));
        }
        // session, joined, counted; three recordings and two broadcasts, each started and stopped
        for (String id : calls()) {
            events(CallId.of(id), 15);
        }
    }

    private void recorded(CallId call, RecordingKind kind) {
        RecordingRequest request = switch (kind) {
            case INDIVIDUAL -> RecordingRequest.individual().build();
            case RAW -> RecordingRequest.raw().build();
            default -> RecordingRequest.composite().build();
        };
        Recording started = video.recordings().start(call, request);
        RecordingId id = new RecordingId(started.id().toString());
        String type = kind.name().toLowerCase(Locale.ROOT);

        emulator.advanceRecording("default:" + call.id(), type);
        Recording running = video.recordings().get(id);
        assertThat(running.id()).isEqualTo(started.id());
        assertThat(running.call()).isEqualTo(call);
        assertThat(running.kind()).isEqualTo(kind);
        assertThat(running.status()).isEqualTo(RecordingStatus.RECORDING);
        assertThat(video.recordings().stop(id).status()).isEqualTo(RecordingStatus.PROCESSING);
        emulator.advanceRecording("default:" + call.id(), type);
        Recording ready = video.recordings().get(id);
        assertThat(ready.status()).isEqualTo(RecordingStatus.READY);
        assertThat(video.recordings().list(call)).contains(ready);
    }

    private void broadcast(CallId call, Broadcast started) {
        BroadcastId id = new BroadcastId(started.id().toString());

        Broadcast running = video.broadcasts().get(id);
        assertThat(running.id()).isEqualTo(started.id());
        assertThat(running.call()).isEqualTo(call);
        assertThat(running.status().active()).isTrue();
        assertThat(video.broadcasts().stop(id).status()).isEqualTo(BroadcastStatus.ENDED);
        assertThat(video.broadcasts().list(call)).isEmpty();
    }

    private void events(CallId call, int atLeast) throws Exception {
        emulator.awaitWebhooks(
                all -> receiver.received(call, video.webhooks()).size() >= atLeast, Duration.ofSeconds(20));
        int recordings = 0;
        for (WebhookRequest request : receiver.received(call, video.webhooks())) {
            VideoEvent event = video.webhooks().parse(request);
            assertThat(CallId.parse(String.valueOf(event.call()))).isEqualTo(call);
            if (event instanceof RecordingEvent recorded) {
                recordings++;
                Recording addressed = video.recordings()
                        .get(new RecordingId(recorded.recording().id().toString()));
                assertThat(addressed.call()).isEqualTo(call);
                assertThat(addressed.kind()).isEqualTo(recorded.recording().kind());
                assertThat(addressed.status() == RecordingStatus.READY || !(event instanceof RecordingReady))
                        .isTrue();
            } else if (event instanceof BroadcastEvent sent) {
                assertThat(video.broadcasts()
                                .get(new BroadcastId(sent.broadcast().id().toString()))
                                .call())
                        .isEqualTo(call);
            }
        }
        assertThat(recordings).isGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource
    void the_id_of_an_ingress_deletes_the_keys_of_its_user(IngressProtocol protocol) {
        for (String id : CALLS) {
            CallId call = CallId.of(id);
            video.calls().getOrCreate(CallRequest.of(call));
            for (String prefix : List.of("camera", "a@b", "rtmp")) {
                // A user of its own, since a deletion refuses all tokens of the user in the same second.
                String user = prefix + CALLS.indexOf(id);
                Ingress created = video.ingresses()
                        .create(call, IngressRequest.builder(protocol, user).build());
                assertThat(emulator.join(created.streamKey(), "default:" + id).identity())
                        .isEqualTo(user);

                video.ingresses().delete(new IngressId(created.id().toString()));

                assertThatThrownBy(() -> emulator.join(created.streamKey(), "default:" + id))
                        .isInstanceOf(JoinRefusedException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "stopped", "ready", "failed"})
    void an_event_of_a_recording_of_an_unknown_type_yields_an_id_that_addresses_it(String what) {
        CallId call = CallId.of("a~b");
        video.calls().getOrCreate(CallRequest.of(call));
        join(call);
        for (String type : List.of("frame", "hologram", "a~composite~b")) {
            Recording recording = recordingEvent(what, type).recording();

            Recording addressed =
                    video.recordings().get(new RecordingId(recording.id().toString()));

            assertThat(addressed.call()).isEqualTo(call);
            assertThat(addressed.kind()).isEqualTo(recording.kind()).isEqualTo(RecordingKind.UNKNOWN);
            assertThat(addressed.status()).isEqualTo(RecordingStatus.UNKNOWN);
            assertThat(video.recordings().stop(recording.id())).isEqualTo(addressed);
        }
    }

    @Test
    void a_frame_recording_is_stopped_by_the_id_of_its_event() {
        CallId call = CallId.of("a~b");
        StreamClient client = video.unwrap(StreamClient.class);
        video.calls().getOrCreate(CallRequest.of(call));
        join(call);
        client.request("POST", "video/call/default/a~b/start_frame_recording", Json.EMPTY);
        RecordingId id = recordingEvent("started", "frame").recording().id();
        assertThat(video.recordings().get(id).status()).isEqualTo(RecordingStatus.RECORDING);

        assertThat(video.recordings().stop(id).status()).isEqualTo(RecordingStatus.UNKNOWN);

        assertThat(client.calls().getCall(call).recordingStatus("frame")).isEmpty();
    }

    private RecordingEvent recordingEvent(String what, String type) {
        Json body = Json.builder()
                .put("type", "call.recording_" + what)
                .put("call_cid", "default:a~b")
                .put("egress_id", "e-1")
                .put("recording_type", type)
                .put(
                        "call_recording",
                        Json.builder().put("filename", "rec_1.mp4").build())
                .build();
        return (RecordingEvent)
                video.webhooks().parseWithoutVerification(body.write().getBytes(UTF_8), null);
    }

    @Test
    void an_id_of_an_unknown_kind_is_not_found() {
        assertThatThrownBy(() -> video.recordings().get(new RecordingId("default:lobby~frame~s-1")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> video.recordings().get(new RecordingId("default:lobby~other~s-1")))
                .isInstanceOf(NotFoundException.class);
    }
}
