package io.videoprovider.stream;

import static io.videoprovider.stream.Tests.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.emulator.stream.StreamWebhookSigner;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.VideoException;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.message.Messages;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.token.Permission;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.webhook.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider with an id of its own, as an application with two projects needs. */
class StreamProviderIdTest {

    private static final ProviderId EU = new ProviderId("stream-eu");
    private static final CallId STANDUP = CallId.of("standup");

    private final List<OperationOutcome> outcomes = new CopyOnWriteArrayList<>();
    private StreamEmulator emulator;
    private StreamVideoProvider video;

    @BeforeEach
    void start() {
        emulator = Tests.emulator().start();
        video = Tests.providerOf(emulator)
                .id(EU)
                .operationListener(outcomes::add)
                .build();
    }

    @AfterEach
    void stop() {
        video.close();
        emulator.close();
    }

    @Test
    void results_name_the_id() {
        assertThat(video.id()).isEqualTo(EU);
        assertThat(video.capabilities().provider()).isEqualTo(EU);
        assertThat(video.calls()
                        .getOrCreate(CallRequest.builder(STANDUP).build())
                        .provider())
                .isEqualTo(EU);
        assertThat(video.calls().get(STANDUP).provider()).isEqualTo(EU);
        assertThat(video.calls().list()).allMatch(call -> call.provider().equals(EU));
        assertThat(video.tokens()
                        .mint(TokenRequest.builder("alice", STANDUP).build())
                        .provider())
                .isEqualTo(EU);
        assertThat(outcomes).isNotEmpty().allMatch(outcome -> outcome.provider().equals(EU));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "stream-eu"})
    void vendor_options_name_the_vendor_or_the_id(String provider) {
        video.calls()
                .getOrCreate(CallRequest.builder(STANDUP)
                        .vendorOptions(
                                new ProviderId(provider),
                                Json.builder().put("team", "blue").build())
                        .build());

        assertThat(Tests.body(emulator, "GetOrCreateCall").object("data").string("team"))
                .isEqualTo("blue");
    }

    @Test
    void events_and_rejected_webhooks_name_the_id() {
        byte[] body =
                "{\"type\":\"call.session_started\",\"call_cid\":\"default:standup\"}".getBytes(StandardCharsets.UTF_8);
        Map<String, List<String>> headers = new StreamWebhookSigner("key", SECRET).headers(body, "w-1");

        assertThat(video.webhooks().provider()).isEqualTo(EU);
        assertThat(video.webhooks().parse(WebhookRequest.of(headers, body)).provider())
                .isEqualTo(EU);
        assertThat(video.webhooks().parseWithoutVerification(body, null).provider())
                .isEqualTo(EU);
        WebhookRejectedException rejected = catchThrowableOfType(
                WebhookRejectedException.class, () -> video.webhooks().parse(WebhookRequest.of(Map.of(), body)));
        assertThat(rejected.provider()).isEqualTo(EU);
    }

    interface Failing {
        void run(StreamVideoProvider video);
    }

    static List<Failing> errors_name_the_id() {
        return List.of(
                video -> video.calls().get(STANDUP),
                video -> video.calls().end(STANDUP),
                video -> video.calls()
                        .update(STANDUP, CallUpdate.builder().title("Weekly").build()),
                video -> video.participants().list(STANDUP),
                video -> video.participants().get(STANDUP, "alice"),
                video -> video.participants()
                        .update(
                                STANDUP,
                                "alice",
                                ParticipantUpdate.builder()
                                        .deny(Permission.MODERATE)
                                        .build()),
                video -> video.recordings().get(new RecordingId("R_1")),
                video -> video.require(Messages.class).send(STANDUP, "t", new byte[1], List.of("alice")),
                video -> video.require(Broadcasts.class).stop(new BroadcastId("B_1")),
                video -> video.tokens()
                        .mint(TokenRequest.builder("alice", STANDUP)
                                .permissions(Set.of(Permission.PUBLISH_AUDIO))
                                .build()),
                video -> video.tokens().verify("nonsense"));
    }

    @ParameterizedTest
    @MethodSource
    void errors_name_the_id(Failing failing) {
        VideoException failure = catchThrowableOfType(VideoException.class, () -> failing.run(video));

        assertThat(failure).isNotNull();
        assertThat(failure.provider()).isEqualTo(EU);
    }
}
