package io.videoprovider.livekit;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.Calls;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Feature;
import io.videoprovider.feature.Limits;
import io.videoprovider.feature.Semantics;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.message.Messages;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.ProviderMetrics;
import io.videoprovider.participant.Participants;
import io.videoprovider.recording.Recordings;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.spi.Async;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.ServerUrl;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.token.Tokens;
import io.videoprovider.webhook.Webhooks;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link VideoProvider} on LiveKit, a server of one's own or LiveKit Cloud. Thread-safe. Make one, keep it, close it.
 *
 * <pre>{@code
 * try (VideoProvider video = LiveKitVideoProvider.builder()
 *         .url("ws://localhost:7880").apiKey("devkey").apiSecret("secret").build()) { … }
 * }</pre>
 */
public final class LiveKitVideoProvider implements VideoProvider {

    private static final Logger log = LoggerFactory.getLogger(LiveKitVideoProvider.class);

    private static final Pattern CLOUD = Pattern.compile("https?://[^/:]+\\.livekit\\.cloud[:/].*");

    /** The server's defaults; a message has to pass through a WebRTC data channel. */
    private static final Limits LIMITS = new Limits(
            /* callIdBytes */ 256,
            /* userIdBytes */ 256,
            /* displayNameBytes */ 256,
            /* callMetadataBytes */ 512 * 1024,
            /* participantMetadataBytes */ 512 * 1024,
            /* attributesBytes */ 64 * 1024,
            /* messageBytes */ 15 * 1024);

    /** Those of a server with its default configuration; where LiveKit Cloud promises more, the less of the two. */
    private static final Semantics SEMANTICS = new Semantics(
            /* tokenIsRestrictive */ true,
            /* removalRevokesToken */ false,
            /* endIsDistinctFromDelete */ false,
            /* endedCallRevives */ true,
            /* idleCallsVanish */ true,
            /* listIncludesEndedCalls */ false,
            /* callStartsWhenCreated */ true,
            /* tracksAreVisible */ true,
            /* permissionsAreVisible */ true,
            /* recordingEventsNameTheRecording */ true,
            /* ingressesAreKept */ true);

    private static final Capabilities CAPABILITIES = new Capabilities(
            ProviderId.LIVEKIT,
            EnumSet.complementOf(EnumSet.of(
                    Capability.CALL_CREATOR,
                    Capability.CALL_MEMBERS,
                    Capability.TOKEN_WITHOUT_CALL,
                    Capability.RECORD_INDIVIDUAL,
                    Capability.RECORD_RAW,
                    Capability.STORAGE_NAMED,
                    Capability.BROADCAST_HLS_HOSTED,
                    Capability.INGRESS_SRT,
                    Capability.INGRESS_TTL)),
            Set.of(Broadcasts.class, Ingresses.class, Messages.class),
            LIMITS,
            SEMANTICS);

    private final Shared shared;
    private final boolean view;
    private final LiveKitClient client;
    private final LiveKitCalls calls;
    private final LiveKitParticipants participants;
    private final LiveKitRecordings recordings;
    private final LiveKitMessages messages;
    private final LiveKitBroadcasts broadcasts;
    private final LiveKitIngresses ingresses;

    /** What a provider and its views with other options have in common. */
    private record Shared(
            OperationPipeline pipeline,
            Async async,
            LiveKitTokens tokens,
            LiveKitWebhooks webhooks,
            AtomicBoolean olderServer,
            Clock clock) {}

    private LiveKitVideoProvider(Shared shared, LiveKitClient client, boolean view) {
        this.shared = shared;
        this.view = view;
        this.client = client;
        this.calls = new LiveKitCalls(client, CAPABILITIES, shared.clock());
        this.participants = new LiveKitParticipants(client, CAPABILITIES);
        this.recordings = new LiveKitRecordings(client, shared.olderServer(), CAPABILITIES);
        this.messages = new LiveKitMessages(client, CAPABILITIES);
        this.broadcasts = new LiveKitBroadcasts(client, shared.olderServer(), CAPABILITIES);
        this.ingresses = new LiveKitIngresses(client, CAPABILITIES);
    }

    private static LiveKitVideoProvider of(Builder builder) {
        ServerUrl url = builder.serverUrl();
        String apiKey = Check.id("apiKey", builder.apiKey, 256);
        String apiSecret = Check.text("apiSecret", builder.apiSecret);
        SigningKey secret = SigningKey.of(apiSecret);
        Keyring.Builder ring = new Keyring.Builder().add(apiKey, secret, null);
        builder.webhookKeys.forEach(key -> ring.add(key.apiKey(), SigningKey.of(key.secret()), key.until()));
        Keyring keys = ring.build(builder.clock);
        int bytes = apiSecret.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < SigningKey.RECOMMENDED_SECRET_BYTES) {
            log.warn(
                    "The API secret has {} bytes. That is fine for a server started with --dev; elsewhere it should have {}.",
                    bytes,
                    SigningKey.RECOMMENDED_SECRET_BYTES);
        }
        OperationPipeline pipeline = new OperationPipeline(
                ProviderId.LIVEKIT.value(), builder.http, builder.resilience, builder.listener, builder.random);
        LiveKitClient client =
                new LiveKitClient(url, builder.severalRegions(url), apiKey, secret, pipeline, builder.clock);
        Shared shared = new Shared(
                pipeline,
                new Async("livekit", pipeline::abort),
                new LiveKitTokens(apiKey, secret, joinUrl(url), keys, CAPABILITIES, builder.clock),
                new LiveKitWebhooks(keys, builder.clock),
                new AtomicBoolean(),
                builder.clock);
        return new LiveKitVideoProvider(shared, client, false);
    }

    /** Where clients connect: the same server, spoken to by WebSocket. */
    private static URI joinUrl(ServerUrl url) {
        String text = url.toString();
        return URI.create("ws" + text.substring("http".length(), text.length() - (text.endsWith("/") ? 1 : 0)));
    }

    /** Begins a provider. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A provider from the environment: {@code LIVEKIT_URL} (or {@code LIVEKIT_WS_URL}), {@code LIVEKIT_API_KEY},
     * {@code LIVEKIT_API_SECRET}.
     *
     * @throws InvalidRequestException naming all variables that are missing
     */
    public static LiveKitVideoProvider fromEnv() {
        return builder().environment(System.getenv()).build();
    }

    @Override
    public ProviderId id() {
        return ProviderId.LIVEKIT;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Tokens tokens() {
        return shared.tokens();
    }

    @Override
    public Calls calls() {
        return calls;
    }

    @Override
    public Participants participants() {
        return participants;
    }

    @Override
    public Recordings recordings() {
        return recordings;
    }

    @Override
    public Webhooks webhooks() {
        return shared.webhooks();
    }

    @Override
    public <F extends Feature> Optional<F> feature(Class<F> type) {
        return Stream.of(broadcasts, ingresses, messages)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        return Stream.of(this, client)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new UnsupportedFeatureException(
                        id().value(), "has no " + type.getName() + " underneath; it has a LiveKitClient"));
    }

    @Override
    public LiveKitVideoProvider with(RequestOptions options) {
        return new LiveKitVideoProvider(shared, client.with(options), true);
    }

    @Override
    public ProviderMetrics metrics() {
        return shared.pipeline().metrics();
    }

    @Override
    public <T> CompletableFuture<T> async(Function<? super VideoProvider, ? extends T> work) {
        return shared.async().run(() -> work.apply(this));
    }

    @Override
    public void close() {
        if (!view) {
            shared.async().close();
            shared.pipeline().close();
        }
    }

    /** Names the server and no secret. */
    @Override
    public String toString() {
        return "LiveKitVideoProvider[" + client + "]";
    }

    private record WebhookKey(
            String apiKey, String secret, @Nullable Instant until) {}

    /** Builds a provider. Not thread-safe. */
    public static final class Builder {

        private @Nullable String url;
        private @Nullable String apiKey;
        private @Nullable String apiSecret;
        private final List<WebhookKey> webhookKeys = new ArrayList<>();
        private Resilience resilience = Resilience.DEFAULT;
        private OperationListener listener = outcome -> {};
        private @Nullable Consumer<OkHttpClient.Builder> http;
        private @Nullable Boolean regionFailover;
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

        private Builder() {}

        /** The server: {@code ws}, {@code wss}, {@code http} or {@code https}, whichever is at hand. */
        public Builder url(String url) {
            this.url = url;
            return this;
        }

        /** The API key's id. */
        public Builder apiKey(String apiKey) {
            this.apiKey = apiKey;
            return this;
        }

        /** The API key's secret. Any length works; a server outside {@code --dev} should have one of 32 bytes or more. */
        public Builder apiSecret(String apiSecret) {
            this.apiSecret = apiSecret;
            return this;
        }

        /**
         * One more key whose webhooks and tokens are accepted, while keys are rotated; it may be another secret of a key that is
         * there already.
         */
        public Builder webhookKey(String apiKey, String apiSecret) {
            return addWebhookKey(apiKey, apiSecret, null);
        }

        /** The same, until a moment: from then on, by this provider's clock, it is as if the key were not there. */
        public Builder webhookKey(String apiKey, String apiSecret, Instant until) {
            return addWebhookKey(apiKey, apiSecret, Check.notNull("until", until));
        }

        private Builder addWebhookKey(String apiKey, String apiSecret, @Nullable Instant until) {
            webhookKeys.add(new WebhookKey(
                    Check.id("webhook key", apiKey, 256), Check.text("webhook secret", apiSecret), until));
            return this;
        }

        /**
         * Takes what was not set from an environment: {@code LIVEKIT_URL} (or {@code LIVEKIT_WS_URL}),
         * {@code LIVEKIT_API_KEY}, {@code LIVEKIT_API_SECRET}.
         *
         * @throws InvalidRequestException naming all variables that are missing
         */
        public Builder environment(Map<String, String> environment) {
            url = url != null ? url : variable(environment, "LIVEKIT_URL", "LIVEKIT_WS_URL");
            apiKey = apiKey != null ? apiKey : variable(environment, "LIVEKIT_API_KEY");
            apiSecret = apiSecret != null ? apiSecret : variable(environment, "LIVEKIT_API_SECRET");
            List<String> missing = Stream.of(
                            url == null ? "LIVEKIT_URL" : "",
                            apiKey == null ? "LIVEKIT_API_KEY" : "",
                            apiSecret == null ? "LIVEKIT_API_SECRET" : "")
                    .filter(name -> !name.isEmpty())
                    .toList();
            if (!missing.isEmpty()) {
                throw new InvalidRequestException(
                        "environment", "lacks " + String.join(", ", missing) + " (see docs/livekit.md)");
            }
            return this;
        }

        private static @Nullable String variable(Map<String, String> environment, String... names) {
            return Stream.of(names)
                    .map(environment::get)
                    .filter(value -> value != null && !value.isBlank())
                    .findFirst()
                    .orElse(null);
        }

        /** Retries, their budget, circuit breaker, rate limit, bulkhead; {@link Resilience#DEFAULT} if not said. */
        public Builder resilience(Resilience resilience) {
            this.resilience = Check.notNull("resilience", resilience);
            return this;
        }

        /** Who is told of every operation. */
        public Builder operationListener(OperationListener listener) {
            this.listener = Check.notNull("operationListener", listener);
            return this;
        }

        /**
         * Customizes the HTTP client: proxies, TLS, DNS, connection pool. Redirects and OkHttp's own repeats stay off
         * whatever is set here. It is called by {@link #build}; without one the client is made for the first request.
         */
        public Builder http(Consumer<OkHttpClient.Builder> customizer) {
            this.http = Check.notNull("http", customizer);
            return this;
        }

        /**
         * Whether an operation that is tried again may go to another region of LiveKit Cloud. If not said: where the URL
         * is one of {@code livekit.cloud}.
         */
        public Builder regionFailover(boolean failover) {
            this.regionFailover = failover;
            return this;
        }

        private boolean severalRegions(ServerUrl url) {
            return regionFailover != null
                    ? regionFailover
                    : CLOUD.matcher(url.toString()).matches();
        }

        /** What time it is, for tokens and webhooks. */
        public Builder clock(Clock clock) {
            this.clock = Check.notNull("clock", clock);
            return this;
        }

        /** Where the jitter of retries and the request ids of reads come from. Must be thread-safe. */
        public Builder random(RandomGenerator random) {
            this.random = Check.notNull("random", random);
            return this;
        }

        /**
         * The provider. Asks nothing of the server.
         *
         * @throws InvalidRequestException if the URL, the key or the secret is missing or cannot be right
         */
        public LiveKitVideoProvider build() {
            return LiveKitVideoProvider.of(this);
        }

        private ServerUrl serverUrl() {
            String text = Check.text("url", url).strip();
            String http = text.regionMatches(true, 0, "ws", 0, 2) ? "http" + text.substring(2) : text;
            return ServerUrl.of(http, "wss://my-project.livekit.cloud");
        }

        /** Leaves the secrets out. */
        @Override
        public String toString() {
            return "LiveKitVideoProvider.Builder[apiKey=" + apiKey + "]";
        }
    }
}
