package io.videoprovider.stream;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.Calls;
import io.videoprovider.call.Members;
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
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.token.Role;
import io.videoprovider.token.Tokens;
import io.videoprovider.webhook.Webhooks;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * {@link VideoProvider} on Stream Video, getstream.io. Thread-safe. Make one, keep it, close it.
 *
 * <pre>{@code
 * try (VideoProvider video = StreamVideoProvider.builder().apiKey("…").apiSecret("…").build()) { … }
 * }</pre>
 */
public final class StreamVideoProvider implements VideoProvider {

    private static final Limits LIMITS = new Limits(
            /* callIdBytes */ 64,
            /* userIdBytes */ 255,
            /* displayNameBytes */ 256,
            /* callMetadataBytes */ 5 * 1024,
            /* participantMetadataBytes */ 0,
            /* attributesBytes */ 0,
            /* messageBytes */ 0);

    private static final Semantics SEMANTICS = new Semantics(
            /* tokenIsRestrictive */ false,
            /* removalRevokesToken */ false,
            /* endIsDistinctFromDelete */ true,
            /* endedCallRevives */ true,
            /* idleCallsVanish */ false,
            /* listIncludesEndedCalls */ true,
            /* callStartsWhenCreated */ false,
            /* tracksAreVisible */ false,
            /* permissionsAreVisible */ false,
            /* recordingEventsNameTheRecording */ false,
            /* ingressesAreKept */ false);

    private static final String URL = "https://video.stream-io-api.com";

    private static final Capabilities CAPABILITIES = new Capabilities(
            ProviderId.STREAM,
            EnumSet.of(
                    Capability.CALL_CREATOR,
                    Capability.CALL_MEMBERS,
                    Capability.CALL_MAX_PARTICIPANTS,
                    Capability.TOKEN_WITHOUT_CALL,
                    Capability.RECORD_COMPOSITE,
                    Capability.RECORD_INDIVIDUAL,
                    Capability.RECORD_RAW,
                    Capability.RECORD_AUDIO_ONLY,
                    Capability.RECORDING_LAYOUT,
                    Capability.RECORDING_QUALITY,
                    Capability.STORAGE_NAMED,
                    Capability.BROADCAST_HLS_HOSTED,
                    Capability.INGRESS_SRT,
                    Capability.INGRESS_TTL),
            Set.of(Broadcasts.class, Ingresses.class, Members.class),
            LIMITS,
            SEMANTICS);

    private final Shared shared;
    private final boolean view;
    private final StreamClient client;
    private final StreamCalls calls;
    private final StreamParticipants participants;
    private final StreamRecordings recordings;
    private final StreamMembers members;
    private final StreamBroadcasts broadcasts;
    private final StreamIngresses ingresses;

    /** What a provider and its views with other options have in common. */
    private record Shared(
            OperationPipeline pipeline,
            Async async,
            StreamTokens tokens,
            StreamWebhooks webhooks,
            StreamUsers users,
            String serverUser,
            SigningKey secret,
            Clock clock) {}

    private StreamVideoProvider(Shared shared, StreamClient client, boolean view) {
        this.shared = shared;
        this.view = view;
        this.client = client;
        StreamUsers users = shared.users().with(client);
        this.members = new StreamMembers(client, users, CAPABILITIES);
        this.calls = new StreamCalls(client, users, shared.serverUser(), CAPABILITIES, shared.clock());
        this.participants = new StreamParticipants(client, users, shared.serverUser(), CAPABILITIES);
        this.recordings = new StreamRecordings(client, CAPABILITIES);
        this.broadcasts = new StreamBroadcasts(client, shared.secret(), CAPABILITIES);
        this.ingresses = new StreamIngresses(client, users, CAPABILITIES, shared.clock());
    }

    private static StreamVideoProvider of(Builder builder) {
        ServerUrl url = ServerUrl.of(builder.url == null ? URL : builder.url, URL);
        String apiKey = Check.id("apiKey", builder.apiKey, 256);
        SigningKey secret = SigningKey.of(Check.text("apiSecret", builder.apiSecret));
        String serverUser = Check.id("serverUser", builder.serverUser, LIMITS.userIdBytes());
        Keyring.Builder ring = new Keyring.Builder().add(apiKey, secret, null);
        builder.webhookSecrets.forEach(key ->
                ring.add(key.apiKey() == null ? apiKey : key.apiKey(), SigningKey.of(key.secret()), key.until()));
        Keyring keys = ring.build(builder.clock);
        OperationPipeline pipeline = new OperationPipeline(
                ProviderId.STREAM.value(), builder.http, builder.resilience, builder.listener, builder.random);
        StreamClient client = new StreamClient(url, apiKey, secret, pipeline, builder.clock);
        Shared shared = new Shared(
                pipeline,
                new Async("stream", pipeline::abort),
                new StreamTokens(apiKey, secret, keys, builder.roles, CAPABILITIES, builder.clock),
                new StreamWebhooks(apiKey, keys),
                new StreamUsers(client),
                serverUser,
                secret,
                builder.clock);
        return new StreamVideoProvider(shared, client, false);
    }

    /** Begins a provider. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A provider from the environment: {@code STREAM_API_KEY}, {@code STREAM_API_SECRET} (or {@code STREAM_SECRET},
     * {@code STREAM_SECRET_KEY}), {@code STREAM_BASE_URL}, {@code STREAM_WEBHOOK_SECRET}.
     *
     * @throws InvalidRequestException naming all variables that are missing
     */
    public static StreamVideoProvider fromEnv() {
        return builder().environment(System.getenv()).build();
    }

    @Override
    public ProviderId id() {
        return ProviderId.STREAM;
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
        return Stream.of(broadcasts, ingresses, members)
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
                        id().value(), "has no " + type.getName() + " underneath; it has a StreamClient"));
    }

    @Override
    public StreamVideoProvider with(RequestOptions options) {
        return new StreamVideoProvider(shared, client.with(options), true);
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
        return "StreamVideoProvider[" + client + "]";
    }

    private record WebhookSecret(
            @Nullable String apiKey,
            String secret,
            @Nullable Instant until) {}

    /** Builds a provider. Not thread-safe. */
    public static final class Builder {

        private @Nullable String url;
        private @Nullable String apiKey;
        private @Nullable String apiSecret;
        private final List<WebhookSecret> webhookSecrets = new ArrayList<>();
        private String serverUser = "videoprovider-server";
        private final Map<Role, String> roles =
                new EnumMap<>(Map.of(Role.HOST, "host", Role.SPEAKER, "call_member", Role.VIEWER, "user"));
        private Resilience resilience = Resilience.DEFAULT;
        private OperationListener listener = outcome -> {};
        private @Nullable Consumer<OkHttpClient.Builder> http;
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

        private Builder() {}

        /** Where the API is; {@code https://video.stream-io-api.com} if not said. */
        public Builder url(String url) {
            this.url = url;
            return this;
        }

        /** The application's API key. */
        public Builder apiKey(String apiKey) {
            this.apiKey = apiKey;
            return this;
        }

        /** The application's API secret. */
        public Builder apiSecret(String apiSecret) {
            this.apiSecret = apiSecret;
            return this;
        }

        /** One more secret by which webhooks and tokens of this application are accepted, while secrets are rotated. */
        public Builder webhookSecret(String secret) {
            return addWebhookSecret(null, secret, null);
        }

        /** The same, until a moment: from then on, by this provider's clock, it is as if the secret were not there. */
        public Builder webhookSecret(String secret, Instant until) {
            return addWebhookSecret(null, secret, Check.notNull("until", until));
        }

        /** One more application whose webhooks and tokens are accepted. */
        public Builder webhookKey(String apiKey, String apiSecret) {
            return addWebhookSecret(Check.id("webhook key", apiKey, 256), apiSecret, null);
        }

        /** The same, until a moment: from then on, by this provider's clock, it is as if the application were not there. */
        public Builder webhookKey(String apiKey, String apiSecret, Instant until) {
            return addWebhookSecret(Check.id("webhook key", apiKey, 256), apiSecret, Check.notNull("until", until));
        }

        private Builder addWebhookSecret(@Nullable String apiKey, String secret, @Nullable Instant until) {
            webhookSecrets.add(new WebhookSecret(apiKey, Check.text("webhook secret", secret), until));
            return this;
        }

        /** The user in whose name calls are made and people muted when nobody else is named; {@code videoprovider-server}. */
        public Builder serverUser(String userId) {
            this.serverUser = userId;
            return this;
        }

        /**
         * What a role is called in the application's call types. {@code host}, {@code call_member} and {@code user} if not
         * said.
         */
        public Builder role(Role role, String streamRole) {
            roles.put(Check.notNull("role", role), Check.id("role", streamRole, 64));
            return this;
        }

        /**
         * Takes what was not set from an environment: {@code STREAM_API_KEY}, {@code STREAM_API_SECRET} (or
         * {@code STREAM_SECRET}, {@code STREAM_SECRET_KEY}), {@code STREAM_BASE_URL}, {@code STREAM_WEBHOOK_SECRET}.
         *
         * @throws InvalidRequestException naming all variables that are missing
         */
        public Builder environment(Map<String, String> environment) {
            url = url != null ? url : variable(environment, "STREAM_BASE_URL");
            apiKey = apiKey != null ? apiKey : variable(environment, "STREAM_API_KEY");
            apiSecret = apiSecret != null
                    ? apiSecret
                    : variable(environment, "STREAM_API_SECRET", "STREAM_SECRET", "STREAM_SECRET_KEY");
            String webhookSecret = variable(environment, "STREAM_WEBHOOK_SECRET");
            if (webhookSecret != null) {
                webhookSecret(webhookSecret);
            }
            List<String> missing = Stream.of(
                            apiKey == null ? "STREAM_API_KEY" : "", apiSecret == null ? "STREAM_API_SECRET" : "")
                    .filter(name -> !name.isEmpty())
                    .toList();
            if (!missing.isEmpty()) {
                throw new InvalidRequestException(
                        "environment", "lacks " + String.join(", ", missing) + " (see docs/stream.md)");
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
        public StreamVideoProvider build() {
            return StreamVideoProvider.of(this);
        }

        /** Leaves the secrets out. */
        @Override
        public String toString() {
            return "StreamVideoProvider.Builder[apiKey=" + apiKey + "]";
        }
    }
}
