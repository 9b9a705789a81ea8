package io.videoprovider.livekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.error.AuthenticationException;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.TrackPublished;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.livekit.client.AccessToken;
import io.videoprovider.livekit.client.EgressInfo;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.VideoGrant;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.webhook.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server with LiveKit's newest protocol. The other tests use the shapes of 1.13.3. */
class LiveKitNewestProtocolTest {

    private static final CallId LOBBY = CallId.of("lobby");

    private WebhookReceiver receiver;
    private LiveKitEmulator emulator;
    private LiveKitVideoProvider video;
    private LiveKitClient client;

    @BeforeEach
    void start() {
        receiver = WebhookReceiver.start();
        emulator = LiveKitEmulator.builder()
                .apiKey("devkey", Tests.SECRET)
                .webhook(receiver.url(), "devkey")
                .delays(Delays.SHORT)
                .newestProtocol(true)
                .start();
        video = Tests.providerOf(emulator).build();
        client = video.unwrap(LiveKitClient.class);
        video.calls().getOrCreate(CallRequest.of(LOBBY));
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
        receiver.close();
    }

    private static Json json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    private VideoEvent event(String name) {
        String body = emulator
                .awaitWebhooks(all -> all.stream().anyMatch(hook -> hook.event().equals(name)), Duration.ofSeconds(10))
                .stream()
                .filter(hook -> hook.event().equals(name))
                .findFirst()
                .orElseThrow()
                .body();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String authorization = new LiveKitWebhookSigner("devkey", Tests.SECRET).authorization(bytes, Instant.now());
        return video.webhooks().parse(WebhookRequest.of(Map.of("Authorization", List.of(authorization)), bytes));
    }

    @Test
    void the_streams_of_an_egress_have_the_ids_of_their_destinations() {
        EgressInfo started = client.egress()
                .startEgress(json("{'room_name':'lobby','template':{},'outputs':[{'stream':{'protocol':'RTMP',"
                        + "'destinations':[{'id':'one','url':'rtmps://a.example/app/abcdefghi'}]}}]}"));

        EgressInfo updated = client.egress()
                .updateStream(
                        started.egressId(),
                        json("{'add_destinations':[{'id':'two','url':'rtmps://a.example/app/abcdefghi'}]}"));

        assertThat(updated.streams()).extracting(EgressInfo.StreamInfo::id).containsExactly("one", "two");
        assertThat(updated.raw().write()).doesNotContain("abcdefghi");
    }

    @Test
    void newer_presets_and_segments_are_accepted_and_repeated() {
        EgressInfo started = client.egress()
                .startEgress(json("{'room_name':'lobby','media':{'video_track_id':'TR_1'},'preset':'PASSTHROUGH',"
                        + "'outputs':[{'segments':{'protocol':'HLS_FMP4_PROTOCOL','playlist_name':'p.m3u8'}}]}"));

        Json request = started.request("egress");
        assertThat(request.string("preset")).isEqualTo("PASSTHROUGH");
        assertThat(request.objects("outputs").get(0).object("segments").string("protocol"))
                .isEqualTo("HLS_FMP4_PROTOCOL");
        assertThat(started.segments()).hasSize(1);
    }

    @Test
    void a_participant_has_the_details_of_its_kind() {
        emulator.join(client.mint(AccessToken.builder()
                .identity("agent-1")
                .kind("agent")
                .kindDetails(List.of("cloud_agent", "forwarded"))
                .video(VideoGrant.builder().roomJoin("lobby").build())
                .build()));

        assertThat(client.rooms().getParticipant("lobby", "agent-1").kindDetails())
                .containsExactly("CLOUD_AGENT", "FORWARDED");
    }

    @Test
    void events_with_end_reasons_and_whole_rooms_are_read() {
        emulator.join(client.mint(AccessToken.builder()
                        .identity("alice")
                        .video(VideoGrant.builder().roomJoin("lobby").build())
                        .build()))
                .publish("camera");
        video.calls().end(LOBBY);

        assertThat(event("track_published")).isInstanceOfSatisfying(TrackPublished.class, published -> {
            assertThat(published.call()).isEqualTo(LOBBY);
            assertThat(published.sessionId()).isNotBlank();
        });
        assertThat(event("room_finished"))
                .isInstanceOfSatisfying(
                        CallEnded.class, ended -> assertThat(ended.reason()).isEqualTo("api_delete"));
    }

    @Test
    void the_reason_of_a_rejected_token_is_quoted() {
        try (LiveKitVideoProvider wrong = LiveKitVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey("devkey")
                .apiSecret("another-secret-of-thirty-two-bytes")
                .build()) {
            AuthenticationException failure = catchThrowableOfType(
                    AuthenticationException.class, () -> wrong.calls().list());

            assertThat(failure).hasMessageContaining("signature is invalid").hasMessageNotContaining("eyJ");
        }
    }
}
