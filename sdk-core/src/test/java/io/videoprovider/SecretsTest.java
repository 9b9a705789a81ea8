package io.videoprovider;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.call.Call;
import io.videoprovider.chat.ChatChannel;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.IngressSnapshot;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.ice.IceServer;
import io.videoprovider.ice.IceServers;
import io.videoprovider.ice.TurnCredentials;
import io.videoprovider.ingress.Ingress;
import io.videoprovider.ingress.IngressId;
import io.videoprovider.ingress.IngressProtocol;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.recording.Storage;
import io.videoprovider.statistics.ConnectionStatistics;
import io.videoprovider.statistics.Feedback;
import io.videoprovider.statistics.SessionReport;
import io.videoprovider.statistics.SessionStatistics;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.VerifiedToken;
import io.videoprovider.transcription.TranscriptLine;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionRequest;
import io.videoprovider.transcription.TranscriptionStatus;
import io.videoprovider.user.User;
import io.videoprovider.user.UserRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Null that may hold a secret prints it. */
class SecretsTest {

    private static final String SECRET = "hunter2";
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final CallId CALL = CallId.of("standup");

    static Stream<Object> toString_contains_no_secret() {
        Json raw = Json.builder()
                .put("turn_password", SECRET)
                .put("nested", Json.builder().put("key", SECRET).build())
                .build();
        Track track = new Track("TR_1", TrackKind.CAMERA, false, raw);
        Participant participant = new Participant(
                "alice",
                "PA_1",
                null,
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(track),
                null,
                Map.of(),
                NOW,
                raw);
        RecordingFile file = new RecordingFile(
                "a.mp4", "https://cdn.example/a.mp4?Signature=" + SECRET + "&Expires=1", 1L, Duration.ZERO);
        Recording recording = new Recording(
                new RecordingId("EG_1"),
                CALL,
                null,
                RecordingKind.COMPOSITE,
                RecordingStatus.READY,
                false,
                NOW,
                NOW,
                List.of(file),
                null,
                raw);
        Transcription transcription = new Transcription(
                new TranscriptionId("T_1"), CALL, null, TranscriptionStatus.READY, NOW, NOW, List.of(file), null, raw);
        Call call = new Call(
                CALL, ProviderId.LIVEKIT, null, null, null, Map.of(), null, NOW, null, 0, false, false, Set.of(), raw);
        EventInfo info = EventInfo.builder(ProviderId.LIVEKIT, raw)
                .type("x")
                .deliveryId("d")
                .occurredAt(NOW)
                .call(CALL)
                .build();
        List<Storage> storages = List.of(
                Storage.s3("bucket").region("region").credentials(SECRET, SECRET),
                Storage.s3("bucket")
                        .region("region")
                        .credentials(SECRET, SECRET)
                        .sessionToken(SECRET)
                        .endpoint(URI.create("https://user:" + SECRET + "@s3.example"))
                        .pathStyle(),
                Storage.s3("bucket")
                        .region("region")
                        .credentials(SECRET, SECRET)
                        .endpoint(URI.create("https://user:" + SECRET + "@s3.example"))
                        .pathStyle(),
                Storage.gcs("bucket", "{\"private_key\":\"" + SECRET + "\"}"),
                Storage.azure("account", SECRET, "container"));
        BroadcastDestination rtmp = BroadcastDestination.rtmp("rtmps://live.example/" + SECRET, SECRET);
        BroadcastDestination srt = BroadcastDestination.srt("srt://" + SECRET + "@live.example:9?passphrase=" + SECRET);
        Broadcast broadcast = new Broadcast(
                new BroadcastId("EG_1"),
                CALL,
                null,
                BroadcastKind.HLS,
                BroadcastStatus.FAILED,
                "https://cdn.example/a.m3u8?Signature=" + SECRET,
                NOW,
                NOW,
                "rtmps://live.example/app/" + SECRET + " hung up",
                raw);
        Ingress ingress = new Ingress(
                new IngressId("IN_1"),
                CALL,
                "camera",
                IngressProtocol.SRT,
                "srt://in.example:9?passphrase=" + SECRET,
                SECRET,
                NOW,
                raw);
        TurnCredentials.Builder turn = TurnCredentials.builder()
                .secret(SECRET)
                .previousSecret(SECRET + SECRET, NOW)
                .uris("turn:turn.example");
        Map<Class<?>, Object> parts = Map.of(
                EventInfo.class, info,
                Participant.class, participant,
                Track.class, track,
                Recording.class, recording,
                Transcription.class, transcription,
                byte[].class, SECRET.getBytes(StandardCharsets.UTF_8),
                Call.class, call,
                Json.class, raw,
                IngressSnapshot.class, new IngressSnapshot("IN_1", "camera", null),
                Broadcast.class, broadcast);
        Stream<Object> held = Stream.concat(
                storages.stream()
                        .flatMap(storage -> Stream.of(
                                storage,
                                RecordingRequest.composite().storage(storage).build())),
                Stream.of(
                        raw,
                        raw.toBuilder(),
                        RecordingRequest.composite().storage(storages.get(0)),
                        Layout.custom(URI.create("https://layouts.example/?key=" + SECRET)),
                        BroadcastRequest.hls().storage(storages.get(0)).build(),
                        rtmp,
                        srt,
                        BroadcastDestination.rtmp("rtmp://live.example/app/" + SECRET),
                        BroadcastRequest.push(rtmp),
                        BroadcastRequest.push(rtmp).build(),
                        BroadcastRequest.push(srt).build(),
                        broadcast,
                        Page.of(List.of(broadcast)),
                        ingress,
                        new JoinToken(SECRET, ProviderId.LIVEKIT, "alice", null, CALL, null, null, NOW, NOW),
                        turn.build(),
                        new IceServer(List.of("turn:turn.example"), "1:alice", SECRET),
                        new IceServers(List.of(new IceServer(List.of("turn:turn.example"), "1:alice", SECRET)), NOW),
                        new VerifiedToken("alice", CALL, Set.of(), NOW, raw),
                        track,
                        participant,
                        file,
                        recording,
                        transcription,
                        TranscriptionRequest.builder().storage(storages.get(0)).build(),
                        new TranscriptLine("speech", "alice", SECRET, NOW, NOW, raw),
                        call,
                        new ChatChannel("messaging:standup", CALL, 1, NOW, raw),
                        new User("alice", "Alice", null, "user", false, Map.of("note", SECRET), raw),
                        UserRequest.builder("alice").custom("note", SECRET).build(),
                        new SessionStatistics(CALL, "s", NOW, null, 90, 4, raw),
                        new SessionReport(CALL, "s", NOW, null, 90.0, 1, 1, 1, 0, null, raw),
                        new ConnectionStatistics("alice", "c", NOW, null, 90, null, null, null, raw),
                        new Feedback(CALL, "s", "alice", 4, SECRET, raw),
                        Page.of(List.of(recording)),
                        info,
                        WebhookRequest.of(
                                Map.of("Authorization", List.of(SECRET)), SECRET.getBytes(StandardCharsets.UTF_8))));
        return Stream.concat(held, eventTypes(VideoEvent.class).map(type -> event(type, parts)));
    }

    /** All records of the sealed family. */
    private static Stream<Class<?>> eventTypes(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(SecretsTest::eventTypes)
                : Stream.<Class<?>>of(type).filter(Class::isRecord);
    }

    private static Object event(Class<?> type, Map<Class<?>, Object> parts) {
        Class<?>[] components = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Object[] values = Stream.of(components)
                .map(component -> parts.getOrDefault(
                        component,
                        component == boolean.class
                                ? true
                                : component == List.class ? List.of() : component == Instant.class ? NOW : "text"))
                .toArray();
        try {
            return type.getConstructor(components).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " cannot be made", e);
        }
    }

    @Test
    void there_are_many_events() {
        assertThat(eventTypes(VideoEvent.class)).hasSizeGreaterThan(45);
    }

    @ParameterizedTest
    @MethodSource
    void toString_contains_no_secret(Object holder) {
        assertThat(holder.toString()).doesNotContain(SECRET);
    }

    @Test
    void a_masked_toString_still_identifies_the_object() {
        assertThat(new JoinToken(SECRET, ProviderId.LIVEKIT, "alice", null, CALL, null, null, NOW, NOW.plusSeconds(1)))
                .hasToString("JoinToken[alice to default:standup on livekit, 2030-01-01T12:00:00Z to "
                        + "2030-01-01T12:00:01Z, token=██]");
        assertThat(Storage.s3("bucket").region("region").credentials(SECRET, SECRET))
                .hasToString("S3[bucket, region, key=██]");
        assertThat(Storage.gcs("bucket", SECRET)).hasToString("Gcs[bucket, credentials=██]");
        assertThat(Storage.azure("account", SECRET, "container")).hasToString("Azure[account, container, key=██]");
        assertThat(new RecordingFile("a.mp4", "https://cdn.example/a.mp4?Signature=x", 7L, Duration.ofSeconds(3)))
                .hasToString("RecordingFile[a.mp4 at https://cdn.example/a.mp4?██, 7 bytes, PT3S]");
        assertThat(new RecordingFile("a.mp4", "/out/a.mp4", 7L, Duration.ofSeconds(3)))
                .hasToString("RecordingFile[a.mp4 at /out/a.mp4, 7 bytes, PT3S]");
        assertThat(BroadcastDestination.rtmp("rtmps://live.example:443/app", SECRET))
                .hasToString("BroadcastDestination[rtmps://live.example:443/██]");
        assertThat(new Ingress(
                        new IngressId("IN_1"),
                        CALL,
                        "camera",
                        IngressProtocol.RTMP,
                        "rtmp://in/x",
                        "k",
                        NOW,
                        Json.EMPTY))
                .hasToString(
                        "Ingress[IN_1: camera into default:standup by RTMP at rtmp://in/x until 2030-01-01T12:00:00Z,"
                                + " key=██]");
        assertThat(new Broadcast(
                        new BroadcastId("EG_1"),
                        CALL,
                        null,
                        BroadcastKind.HLS,
                        BroadcastStatus.LIVE,
                        "https://cdn.example/a.m3u8?x=y",
                        NOW,
                        null,
                        null,
                        Json.EMPTY))
                .hasToString("Broadcast[EG_1 of default:standup, HLS, LIVE at https://cdn.example/a.m3u8?██]");
        assertThat(new RecordingFile("a.mp4", null, null, null)).hasToString("RecordingFile[a.mp4 at null]");
    }

    @Test
    void a_type_with_a_new_secret_must_come_into_this_test() {
        assertThat(new ClassFileImporter()
                        .importPath(Path.of("target", "classes")).stream()
                                .filter(SecretsTest::isValue)
                                .flatMap(record -> record.getFields().stream())
                                .map(JavaField::getFullName)
                                .map(name -> name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1))
                                .filter(name -> name.matches(
                                        "(?i).*\\..*(token|secret|key|password|credential|location|url|headers).*")))
                .containsExactlyInAnyOrder(
                        "JoinToken.token",
                        // Public: client SDKs carry it.
                        "JoinToken.apiKey",
                        "JoinToken.serverUrl",
                        // A flag.
                        "Semantics.tokenIsRestrictive",
                        "Semantics.removalRevokesToken",
                        "Semantics.ingressRotationRevokesTokens",
                        "IceServer.credential",
                        // Addresses without user names and queries with secrets.
                        "IceServer.urls",
                        "TurnCredentials.secret",
                        "TurnCredentials.previousSecret",
                        "Storage$S3.accessKey",
                        "Storage$S3.secretKey",
                        "Storage$S3.sessionToken",
                        "Storage$Gcs.credentialsJson",
                        "Storage$Azure.accountKey",
                        "RecordingFile.location",
                        "BroadcastDestination.streamKey",
                        "Ingress.streamKey",
                        "Ingress.url",
                        "Broadcast.playlistUrl",
                        // No secret: it names an event.
                        "EventInfo.deduplicationKey",
                        "BroadcastDestination.url",
                        "HttpResponse.headers",
                        "RequestOptions.headers",
                        // No secret: it names an operation.
                        "RequestOptions.idempotencyKey",
                        "WebhookRequest.headers",
                        // OkHttp masks the header Authorization.
                        "SignedHeaders$Signed.headers",
                        // A pattern, and a length.
                        "SigningKey.BASE64URL",
                        "SigningKey.RECOMMENDED_SECRET_BYTES",
                        // Its toString has the name of the algorithm only.
                        "SigningKey.keyed",
                        // A count.
                        "ProviderMetrics.retryTokens");
    }

    /** Records, and final classes with a {@code toString} of their own; builders print their identity. */
    private static boolean isValue(JavaClass type) {
        return type.isRecord()
                || (type.getModifiers().contains(JavaModifier.FINAL)
                        && type.tryGetMethod("toString").isPresent());
    }
}
