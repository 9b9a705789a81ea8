package io.videoprovider.livekit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.event.BroadcastEvent;
import io.videoprovider.event.IngressStarted;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ids of rooms with any names of other software: conversion from text and back, and to the original room. */
class LiveKitIdsTest {

    private static final List<String> NAMES = List.of(
            "a:b:c:GROUP:preprod:1--5",
            ":",
            ":a",
            "a:",
            "a::b",
            "default:x",
            "default:a:b",
            "consult:x",
            "50%:x",
            "a%3Ab:c",
            "a/b?c#d%e",
            "..",
            "a:../b",
            "a~b~c",
            "line\nfeed:\t",
            "ü€😀:😀");

    private WebhookReceiver receiver;
    private LiveKitEmulator emulator;
    private LiveKitVideoProvider video;

    @BeforeEach
    void start() {
        receiver = WebhookReceiver.start();
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", Tests.SECRET)
                .webhook(receiver.url(), "devkey")
                .manualRecordings(true)
                .delays(Delays.SHORT)
                .start();
        video = Tests.providerOf(emulator).build();
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
        receiver.close();
    }

    private static Set<String> names() {
        Set<String> names = new LinkedHashSet<>(NAMES);
        Random random = new Random(15);
        while (names.size() < 60) {
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(8); length > 0; length--) {
                name.append("ab1:%3A~!/.# ?".charAt(random.nextInt(14)));
            }
            if (!name.toString().isBlank()) {
                names.add(name.toString());
            }
        }
        return names;
    }

    private static CallId restored(CallId id) {
        CallId restored = CallId.parse(id.toString());
        assertThat(restored).isEqualTo(id);
        return restored;
    }

    @Test
    void every_id_in_a_response_addresses_its_object() {
        LiveKitClient client = video.unwrap(LiveKitClient.class);
        names().forEach(name ->
                client.rooms().createRoom(Json.builder().put("name", name).build()));

        List<Call> calls = new ArrayList<>();
        video.calls().list().stream().forEach(calls::add);

        assertThat(calls).extracting(call -> call.raw().string("name")).containsExactlyInAnyOrderElementsOf(names());
        for (Call call : calls) {
            CallId id = restored(call.id());
            assertThat(video.calls().get(id).sessionId()).isEqualTo(call.sessionId());
            recorded(id);
            broadcast(id);
            received(id);
            video.calls().delete(id);
        }
        assertThat(video.calls().list()).isEmpty();
    }

    private void recorded(CallId call) {
        Recording started =
                video.recordings().start(call, RecordingRequest.composite().build());
        RecordingId id = new RecordingId(started.id().toString());

        assertThat(restored(started.call())).isEqualTo(call);
        assertThat(id).isEqualTo(started.id());
        assertThat(video.recordings().get(id)).isEqualTo(started);
        assertThat(video.recordings().list(call)).containsExactly(started);
        emulator.advanceRecording(id.value());
        video.recordings().stop(id);
    }

    private void broadcast(CallId call) {
        Broadcast started = video.broadcasts()
                .start(
                        call,
                        BroadcastRequest.push(BroadcastDestination.rtmp("rtmp://a/b", "key"))
                                .build());
        BroadcastId id = new BroadcastId(started.id().toString());

        assertThat(restored(started.call())).isEqualTo(call);
        assertThat(video.broadcasts().get(id)).isEqualTo(started);
        video.broadcasts().stop(id);
    }

    private void received(CallId call) {
        Ingress created =
                video.ingresses().create(call, IngressRequest.rtmp("camera").build());

        assertThat(restored(created.call())).isEqualTo(call);
        assertThat(video.ingresses().list(call)).containsExactly(created);
        video.ingresses().delete(new IngressId(created.id().toString()));
        assertThat(video.ingresses().list(call)).isEmpty();
    }

    @Test
    void the_longest_call_id_fits_and_unchecked_ids_may_have_256_bytes() {
        for (CallId longest : List.of(
                CallId.of("t".repeat(64), "i".repeat(190)),
                CallId.unchecked(CallId.DEFAULT_TYPE, "x".repeat(256)),
                CallId.unchecked(CallId.DEFAULT_TYPE, "李".repeat(85)))) {
            assertThat(video.calls().getOrCreate(CallRequest.of(longest)).id()).isEqualTo(longest);
        }
        for (CallId tooLong :
                List.of(CallId.unchecked(CallId.DEFAULT_TYPE, "x".repeat(257)), CallId.of("李".repeat(86)))) {
            assertThatThrownBy(() -> video.calls().getOrCreate(CallRequest.of(tooLong)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("256 bytes");
        }
    }

    @Test
    void every_id_in_an_event_addresses_its_object() throws Exception {
        LiveKitClient client = video.unwrap(LiveKitClient.class);
        for (String name : names()) {
            client.rooms().createRoom(Json.builder().put("name", name).build());
            CallId call = CallMapper.callId(name);
            Recording recording =
                    video.recordings().start(call, RecordingRequest.composite().build());
            Broadcast broadcast = video.broadcasts()
                    .start(
                            call,
                            BroadcastRequest.push(BroadcastDestination.rtmp("rtmp://a/b", "key"))
                                    .build());
            for (VideoEvent event : events(call, 3)) {
                assertThat(event.call()).isEqualTo(call);
                assertThat(video.calls().get(restored(call)).raw().string("name"))
                        .isEqualTo(name);
                if (event instanceof RecordingEvent recorded) {
                    assertThat(video.recordings()
                                    .get(new RecordingId(
                                            recorded.recording().id().toString())))
                            .isEqualTo(recording);
                }
                if (event instanceof BroadcastEvent pushed) {
                    assertThat(video.broadcasts()
                                    .get(new BroadcastId(pushed.broadcast().id().toString())))
                            .isEqualTo(broadcast);
                }
            }
        }
    }

    private List<VideoEvent> events(CallId call, int count) throws Exception {
        emulator.awaitWebhooks(
                all -> receiver.received(call, video.webhooks()).size() >= count, Duration.ofSeconds(10));
        List<VideoEvent> events = new ArrayList<>();
        for (WebhookRequest request : receiver.received(call, video.webhooks())) {
            events.add(video.webhooks().parse(request));
        }
        assertThat(events).hasSize(count);
        return events;
    }

    @Test
    void the_ingress_of_an_event_is_deleted_by_its_id() {
        CallId call = CallId.of("studio");
        Ingress created =
                video.ingresses().create(call, IngressRequest.rtmp("camera").build());
        Json body = Json.builder()
                .put("event", "ingress_started")
                .put(
                        "ingressInfo",
                        Json.builder()
                                .put("ingressId", created.raw().string("ingress_id"))
                                .put("roomName", "studio")
                                .build())
                .build();

        IngressStarted event = (IngressStarted)
                video.webhooks().parseWithoutVerification(body.write().getBytes(UTF_8), null);
        video.ingresses().delete(new IngressId(event.ingress().id()));

        assertThat(video.ingresses().list(call)).isEmpty();
    }
}
