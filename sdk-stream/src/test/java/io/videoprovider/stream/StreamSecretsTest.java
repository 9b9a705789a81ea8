package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.SECRET;
import static io.videoprovider.stream.Tests.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Member;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamFault;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressProtocol;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import io.videoprovider.stream.client.CallRecording;
import io.videoprovider.stream.client.ExternalStorage;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testing.WebhookReceiver;
import io.videoprovider.testkit.provider.ProviderSecretsContract;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Permission;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

class StreamSecretsTest extends ProviderSecretsContract {

    private static final CallId LOBBY = CallId.of("lobby");

    @Override
    protected void verifySecrets(Set<String> secrets) {
        assertThat(secrets.stream().filter(secret -> secret.startsWith("eyJ"))).hasSizeGreaterThan(2);
        assertThat(secrets.stream().filter(secret -> secret.startsWith("http"))).hasSize(2);
    }

    @Override
    protected String expectedInLog() {
        return "GetOrCreateCall succeeded";
    }

    @Override
    protected void useEverything() {
        List.of(SECRET, "webhook-hush", "other-hush", "s3-hush", "gcs-hush", "azure-hush", "stream-hush")
                .forEach(this::secret);
        try (WebhookReceiver receiver = WebhookReceiver.start();
                StreamEmulator emulator = Tests.emulator()
                        .manualRecordings(true)
                        .webhook(receiver.url())
                        .start();
                StreamVideoProvider video = Tests.providerOf(emulator)
                        .webhookSecret("webhook-hush")
                        .webhookKey("older", "other-hush")
                        .operationListener(this::keep)
                        .build()) {
            keep(video);
            everything(video, keep(video.unwrap(StreamClient.class)), emulator);

            emulator.awaitWebhooks(
                    all -> all.stream().anyMatch(hook -> hook.event().equals("call.ended")), Duration.ofSeconds(10));
            for (WebhookRequest request : receiver.received()) {
                keep(request);
                attempt(() -> parsed(video, request));
                attempt(() -> parsed(video, WebhookRequest.of(Map.of("X-Signature", List.of("bad")), request.body())));
            }
            emulator.requests()
                    .forEach(request -> request.headers()
                            .getOrDefault("authorization", List.of())
                            .forEach(this::secret));
        }
    }

    private static Object parsed(StreamVideoProvider video, WebhookRequest request) {
        try {
            return video.webhooks().parse(request);
        } catch (WebhookRejectedException e) {
            return e;
        }
    }

    private void everything(StreamVideoProvider video, StreamClient client, StreamEmulator emulator) {
        keep(video.calls()
                .getOrCreate(CallRequest.builder(LOBBY)
                        .title("T")
                        .custom("a", "b")
                        .member(Member.of("bob"))
                        .build()));
        keep(video.calls().get(LOBBY));
        keep(video.calls().update(LOBBY, CallUpdate.builder().title("U").build()));
        keep(video.calls().list().items());
        keep(video.require(Members.class).list(LOBBY).items());
        keep(client.calls().getCall(CallId.of("lobby")));

        TokenRequest request = keep(TokenRequest.builder("alice", LOBBY).build());
        JoinToken token = keep(video.tokens().mint(request));
        secret(token.token());
        keep(video.tokens().verify(token.token()));
        attempt(() -> video.tokens().verify(token.token() + "x"));
        attempt(() -> video.tokens().verify(token.token().replaceFirst("^[^.]*", "e30")));
        keep(emulator.join(token.token())).publish("camera");
        keep(video.participants().list(LOBBY));
        keep(video.participants()
                .update(
                        LOBBY,
                        "alice",
                        ParticipantUpdate.builder()
                                .deny(Permission.PUBLISH_SCREEN)
                                .build()));
        video.participants().mute(LOBBY, "alice", TrackKind.CAMERA);
        attempt(() -> video.participants().get(LOBBY, "nobody"));
        recordings(video, client, emulator);
        broadcasts(video.require(Broadcasts.class), emulator);
        for (IngressProtocol protocol : IngressProtocol.values()) {
            Ingress ingress = keep(video.require(Ingresses.class)
                    .create(
                            LOBBY,
                            keep(IngressRequest.builder(protocol, "camera").build())));
            secret(ingress.streamKey());
        }

        for (StreamFault fault : List.of(
                StreamFault.api(500, -1, "internal"),
                StreamFault.api(401, 5, "JWTAuth error: " + token.token() + " is not valid"),
                StreamFault.text(503, "oops " + token.token()),
                StreamFault.text(429, "").header("Retry-After", "0"),
                StreamFault.dropBeforeProcessing(),
                StreamFault.truncatedBody(),
                StreamFault.body(200, "text/html", "<html>" + token.token()))) {
            emulator.faults().inject("GetOrCreateCall", 3, fault);
            attempt(() -> video.calls().getOrCreate(CallRequest.of(LOBBY)));
            emulator.faults().clear();
        }
        try (StreamVideoProvider stranger =
                Tests.providerOf(emulator).apiSecret("stranger-hush").build()) {
            secret("stranger-hush");
            attempt(() -> stranger.calls().list());
        }
        video.participants().remove(LOBBY, "alice");
        video.calls().end(LOBBY);
    }

    private void recordings(StreamVideoProvider video, StreamClient client, StreamEmulator emulator) {
        for (Storage storage : List.of(
                Storage.s3("b").region("r").credentials("AKIA", "s3-hush"),
                Storage.gcs("b", "{\"private_key\":\"gcs-hush\"}"),
                Storage.azure("account", "azure-hush", "c"))) {
            keep(storage);
            attempt(() -> video.recordings()
                    .start(
                            LOBBY,
                            keep(RecordingRequest.composite().storage(storage).build())));
        }
        for (ExternalStorage storage : List.of(
                ExternalStorage.s3("s3", "b", "r")
                        .credentials("AKIA", "s3-hush")
                        .build(),
                ExternalStorage.gcs("gcs", "b", "{\"private_key\":\"gcs-hush\"}")
                        .build(),
                ExternalStorage.azure("azure", "c", "account", "t", "app", "azure-hush")
                        .build())) {
            client.storages().createExternalStorage(keep(storage));
            keep(client.storages().updateExternalStorage(storage));
            emulator.faults()
                    .inject("UpdateExternalStorage", StreamFault.api(400, 4, "cannot write to " + storage.name()));
            attempt(() -> client.storages().updateExternalStorage(storage));
        }
        keep(client.storages().listExternalStorage());
        attempt(() -> client.request(
                "POST",
                "external_storage",
                json("{'name':'archive','storage_type':'s3','bucket':'b','aws_s3':{'s3_secret':'s3-hush'}}")));
        RecordingId id = keep(video.recordings()
                        .start(LOBBY, RecordingRequest.composite().build()))
                .id();
        emulator.advanceRecording("default:lobby", "composite");
        emulator.splitRecording("default:lobby", "composite");
        keep(video.recordings().stop(id));
        emulator.advanceRecording("default:lobby", "composite");
        keep(video.recordings().get(id)).files().forEach(file -> {
            keep(file);
            // Its holder can read the file.
            secret(String.valueOf(file.location()));
            assertThat(file.location()).contains("?Signature=");
        });
        for (CallRecording file : client.recordings().listRecordings(CallId.of("lobby"))) {
            keep(file);
        }
        keep(video.recordings().list(LOBBY).items());
    }

    private void broadcasts(Broadcasts broadcasts, StreamEmulator emulator) {
        BroadcastRequest push =
                keep(BroadcastRequest.push(keep(BroadcastDestination.rtmp("rtmps://a/live", "stream-hush")))
                        .build());
        keep(broadcasts.start(LOBBY, keep(BroadcastRequest.hls().build())));
        BroadcastId id = keep(broadcasts.start(LOBBY, push)).id();
        keep(broadcasts.get(id));
        keep(broadcasts.list(LOBBY).items());
        keep(broadcasts.stop(id));
        emulator.faults()
                .inject("StartRTMPBroadcasts", StreamFault.api(400, 4, "cannot reach rtmps://a/live/stream-hush"));
        attempt(() -> broadcasts.start(LOBBY, push));
    }
}
