package io.videoprovider.livekit;

import static io.videoprovider.livekit.Tests.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.livekit.LiveKitFault;
import io.videoprovider.emulator.livekit.LiveKitParticipant;
import io.videoprovider.emulator.livekit.LiveKitWebhookSigner;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.livekit.client.Room;
import io.videoprovider.livekit.client.WebhookEvent;
import io.videoprovider.message.Messages;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.testkit.provider.ProviderSecretsContract;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Permission;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

class LiveKitSecretsTest extends ProviderSecretsContract {

    private static final CallId LOBBY = CallId.of("lobby");

    @Override
    protected void verifySecrets(Set<String> secrets) {
        // The count depends on the clock: tokens with the same grants and the same second are equal.
        assertThat(secrets.stream().filter(secret -> secret.startsWith("eyJ"))).hasSizeGreaterThan(10);
        assertThat(secrets).hasSizeGreaterThan(15).contains(SECRET);
    }

    @Override
    protected String expectedInLog() {
        return "CreateRoom succeeded";
    }

    @Override
    protected void useEverything() {
        List.of(
                        SECRET,
                        "trunk-hush",
                        "webhook-hush",
                        "s3-hush",
                        "session-hush",
                        "gcs-hush",
                        "azure-hush",
                        "stream-hush")
                .forEach(this::secret);
        try (WebhookReceiver receiver = WebhookReceiver.start();
                LiveKitEmulator emulator = LiveKitEmulator.builder()
                        .apiKey("devkey", SECRET)
                        .delays(Delays.SHORT)
                        .webhook(receiver.url(), "devkey")
                        .start();
                LiveKitVideoProvider video = Tests.providerOf(emulator)
                        .webhookKey("older", "webhook-hush")
                        .operationListener(this::keep)
                        .build()) {
            LiveKitClient client = keep(video.unwrap(LiveKitClient.class));
            keep(video);

            everything(video, client, emulator);

            emulator.awaitWebhooks(
                    all -> all.stream().anyMatch(hook -> hook.event().equals("room_finished")), Duration.ofSeconds(10));
            emulator.webhooks().forEach(hook -> {
                byte[] body = hook.body().getBytes(StandardCharsets.UTF_8);
                String authorization = new LiveKitWebhookSigner("devkey", SECRET).authorization(body, Instant.now());
                secret(authorization);
                WebhookRequest request = keep(WebhookRequest.of(Map.of("Authorization", List.of(authorization)), body));
                attempt(() -> video.webhooks().parse(request));
                attempt(() -> video.webhooks()
                        .parse(WebhookRequest.of(Map.of("Authorization", List.of(authorization)), new byte[1])));
                Json event = Json.parse(body);
                keep(new WebhookEvent(event));
                secret(event.object("room").string("turnPassword"));
            });
            emulator.requests().forEach(request -> {
                secret(Tests.token(request));
            });
        }
    }

    private void everything(LiveKitVideoProvider video, LiveKitClient client, LiveKitEmulator emulator) {
        keep(video.calls()
                .getOrCreate(
                        CallRequest.builder(LOBBY).title("T").custom("a", "b").build()));
        keep(video.calls().get(LOBBY));
        keep(video.calls().update(LOBBY, CallUpdate.builder().title("U").build()));
        keep(video.calls().list().items());
        Json trunk = Json.parse(
                "{\"numbers\":[\"+1555\"],\"address\":\"sip.example.com\",\"auth_username\":\"u\",\"auth_password\":\"trunk-hush\"}");
        keep(client.sip());
        keep(client.sip().createSIPInboundTrunk(trunk));
        keep(client.sip().createSIPOutboundTrunk(trunk));
        keep(client.sip().listSIPTrunk(Json.EMPTY));
        attempt(() -> client.sip().createSIPInboundTrunk(trunk));
        keep(client.agentDispatch().createDispatch(Json.parse("{\"room\":\"lobby\",\"metadata\":\"m\"}")));
        Room room = keep(client.rooms().listRooms(List.of("lobby")).get(0));
        secret(room.raw().string("turn_password"));
        assertThat(room.raw().string("turn_password")).isNotEmpty();

        TokenRequest request =
                keep(TokenRequest.builder("alice", LOBBY).metadata("m").build());
        JoinToken token = keep(video.tokens().mint(request));
        secret(token.token());
        keep(video.tokens().verify(token.token()));
        attempt(() -> video.tokens().verify(token.token() + "x"));
        attempt(() -> video.tokens().verify(token.token().replaceFirst("^[^.]*", "e30")));
        LiveKitParticipant alice = emulator.join(token.token());
        String track = alice.publish("camera");
        keep(video.participants().list(LOBBY));
        keep(video.participants()
                .update(
                        LOBBY,
                        "alice",
                        ParticipantUpdate.builder()
                                .deny(Permission.PUBLISH_DATA)
                                .build()));
        video.participants().muteTrack(LOBBY, "alice", track);
        video.participants().mute(LOBBY, "alice", TrackKind.CAMERA);
        video.require(Messages.class).send(LOBBY, "t", new byte[1]);
        attempt(() -> video.participants().get(LOBBY, "nobody"));

        for (Storage storage : List.of(
                Storage.s3("b").region("r").credentials("AKIA", "s3-hush").sessionToken("session-hush"),
                Storage.gcs("b", "{\"private_key\":\"gcs-hush\"}"),
                Storage.azure("account", "azure-hush", "c"))) {
            RecordingRequest composite =
                    keep(RecordingRequest.composite().storage(storage).build());
            keep(storage);
            RecordingId id = keep(video.recordings().start(LOBBY, composite)).id();
            keep(video.recordings().get(id));
            keep(video.recordings().stop(id));
            attempt(() -> video.recordings()
                    .start(
                            LOBBY,
                            RecordingRequest.composite()
                                    .storage(storage)
                                    .path("fail-start")
                                    .build()));
        }
        broadcasts(video.require(Broadcasts.class), emulator);
        Ingress ingress = keep(video.require(Ingresses.class)
                .create(LOBBY, keep(IngressRequest.rtmp("camera").build())));
        secret(ingress.streamKey());
        keep(video.require(Ingresses.class).list(LOBBY).items());
        keep(video.recordings().list(LOBBY).items());

        for (LiveKitFault fault : List.of(
                LiveKitFault.twirp(503, "unavailable", "later"),
                LiveKitFault.text(500, "oops"),
                LiveKitFault.text(429, "").header("Retry-After", "0"),
                LiveKitFault.dropBeforeProcessing(),
                LiveKitFault.truncatedBody(),
                LiveKitFault.body(200, "text/html", "<html>"))) {
            emulator.faults().inject("CreateRoom", 3, fault);
            attempt(() -> video.calls().getOrCreate(CallRequest.of(LOBBY)));
            emulator.faults().clear();
        }
        // The server repeats the whole token if its signature is wrong.
        try (LiveKitVideoProvider stranger = Tests.providerOf(emulator)
                .apiSecret("stranger-hush-0123456789abcdefghij")
                .build()) {
            secret("stranger-hush");
            attempt(() -> stranger.calls().list());
        }
        video.participants().remove(LOBBY, "alice");
        video.calls().end(LOBBY);
        attempt(() -> {
            video.calls().end(LOBBY);
            return "ended";
        });
    }

    private void broadcasts(Broadcasts broadcasts, LiveKitEmulator emulator) {
        List<BroadcastRequest> requests = List.of(
                BroadcastRequest.push(keep(BroadcastDestination.rtmp("rtmp://a/live", "stream-hush")))
                        .build(),
                BroadcastRequest.push(keep(BroadcastDestination.srt("srt://a:9000?passphrase=stream-hush")))
                        .build(),
                BroadcastRequest.hls()
                        .storage(Storage.s3("b").region("r").credentials("AKIA", "s3-hush"))
                        .build());
        for (BroadcastRequest request : requests) {
            BroadcastId id = keep(broadcasts.start(LOBBY, keep(request))).id();
            keep(broadcasts.get(id));
            keep(broadcasts.stop(id));
            emulator.faults()
                    .inject(
                            "StartEgress",
                            LiveKitFault.twirp(400, "invalid_argument", "invalid url srt://a?passphrase=stream-hush"));
            attempt(() -> broadcasts.start(LOBBY, request));
            emulator.faults().clear();
        }
        keep(broadcasts.list(LOBBY).items());
    }
}
