package io.videoprovider.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Calls;
import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderClosedException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.WebhookRejectedException;
import io.videoprovider.feature.Feature;
import io.videoprovider.ingress.IngressRequest;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Participants;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recordings;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.spi.Environment;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.ServerUrl;
import io.videoprovider.spi.VideoProviderBuilder;
import io.videoprovider.testkit.PublicApi;
import io.videoprovider.token.Permission;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.token.Tokens;
import io.videoprovider.webhook.WebhookRequest;
import io.videoprovider.webhook.Webhooks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Calls every public constructor and method of a provider, of its services and of its client with one wrong argument. The server does
 * not exist, so that a call which sends a request fails with another error.
 */
public abstract class ProviderPublicApiContract {

    /** An address without a server. */
    protected static final String NOWHERE = "http://127.0.0.1:1";

    private final VideoProvider provider;

    /** Tests a provider of {@link #NOWHERE}. */
    protected ProviderPublicApiContract(VideoProvider provider) {
        this.provider = provider;
    }

    /** Adds samples that cannot be created from public factories. */
    protected abstract PublicApi samples(PublicApi api, VideoProvider provider);

    /** Calls an operation of the vendor's client. */
    protected abstract void useClient(VideoProvider provider);

    @AfterEach
    final void close() {
        provider.close();
    }

    private PublicApi api() throws IOException {
        PublicApi api = new PublicApi(InvalidRequestException.class)
                .module(Path.of("target", "classes"))
                .with(ServerUrl.class, () -> ServerUrl.of(NOWHERE, NOWHERE))
                .with(OperationPipeline.class, () -> new AnyBuilder().pipeline())
                .with(TrackKind.class, () -> TrackKind.CAMERA)
                .with(BroadcastDestination.class, () -> BroadcastDestination.rtmp("rtmp://localhost/live"))
                .with(
                        CallUpdate.class,
                        () -> CallUpdate.builder().title("sample").build())
                .with(ParticipantUpdate.class, ParticipantUpdate.builder().allow(Permission.PUBLISH_AUDIO)::build);
        service(api, VideoProvider.class, provider);
        service(api, Calls.class, provider.calls());
        service(api, Participants.class, provider.participants());
        service(api, Recordings.class, provider.recordings());
        service(api, Tokens.class, provider.tokens());
        service(api, Webhooks.class, provider.webhooks());
        provider.capabilities().features().forEach(type -> feature(api, type));
        return samples(api, provider);
    }

    private <F extends Feature> void feature(PublicApi api, Class<F> type) {
        service(api, type, provider.require(type));
    }

    private static <S> void service(PublicApi api, Class<S> type, S service) {
        api.types(type).with(type, () -> service);
    }

    private static final class AnyBuilder extends VideoProviderBuilder<AnyBuilder> {

        @Override
        protected AnyBuilder self() {
            return this;
        }

        @Override
        public VideoProvider build() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void read(Environment environment) {}

        OperationPipeline pipeline() {
            return pipeline(ProviderId.LIVEKIT);
        }
    }

    @Test
    final void null_arguments_are_rejected_with_the_name_of_the_parameter() throws IOException {
        assertThat(String.join("\n", api().acceptedNulls())).isEmpty();
    }

    @Test
    final void extreme_times_are_accepted_or_rejected_before_any_request() throws IOException {
        assertThat(String.join("\n", api().overflowingTimes())).isEmpty();
    }

    @Test
    final void after_close_every_remote_operation_fails_with_the_same_error() {
        CallId call = CallId.of("lobby");
        VideoProvider view = provider.with(
                RequestOptions.builder().deadline(Duration.ofSeconds(1)).build());
        provider.close();

        List<ThrowingCallable> operations = List.of(
                () -> provider.calls().getOrCreate(CallRequest.of(call)),
                () -> provider.calls().list(),
                () -> provider.participants().list(call),
                () -> provider.recordings().list(call),
                () -> provider.broadcasts().list(call),
                () -> provider.ingresses()
                        .create(call, IngressRequest.rtmp("camera").build()),
                () -> view.calls().get(call),
                () -> useClient(provider));
        assertThat(operations)
                .allSatisfy(operation -> assertThatThrownBy(operation)
                        .isInstanceOf(ProviderClosedException.class)
                        .hasMessageContaining("closed"));
        assertThat(List.of(
                        provider.async(VideoProvider::capabilities),
                        provider.async(VideoProvider::capabilities, Runnable::run),
                        view.async(VideoProvider::capabilities)))
                .allSatisfy(future -> assertThat(future)
                        .failsWithin(Duration.ofSeconds(5))
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(ProviderClosedException.class));
    }

    @Test
    final void after_close_tokens_and_webhooks_which_need_no_connection_still_work() {
        provider.close();

        String token = provider.tokens()
                .mint(TokenRequest.builder("alice", CallId.of("lobby")).build())
                .token();

        assertThat(provider.tokens().verify(token).userId()).isEqualTo("alice");
        assertThatThrownBy(() -> provider.webhooks().parse(WebhookRequest.of(Map.of(), new byte[0])))
                .isInstanceOf(WebhookRejectedException.class);
    }
}
