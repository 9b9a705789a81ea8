package io.videoprovider.livekit;

import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.Calls;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Feature;
import io.videoprovider.feature.Limits;
import io.videoprovider.feature.Semantics;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.livekit.client.LiveKitClient;
import io.videoprovider.message.Messages;
import io.videoprovider.participant.Participants;
import io.videoprovider.recording.Recordings;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.spi.AbstractVideoProvider;
import io.videoprovider.spi.Environment;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.spi.ServerUrl;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.VideoProviderBuilder;
import io.videoprovider.transcription.Captions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link VideoProvider} for LiveKit, on your own server or on LiveKit Cloud. Thread-safe. Create one provider, keep it, and
 * close it at the end.
 *
 * <pre>{@code
 * try (VideoProvider video = LiveKitVideoProvider.builder()
 *         .url("ws://localhost:7880").apiKey("devkey").apiSecret("secret").build()) { … }
 * }</pre>
 */
public final class LiveKitVideoProvider extends AbstractVideoProvider {

    private static final Logger log = LoggerFactory.getLogger(LiveKitVideoProvider.class);

    private static final Pattern CLOUD = Pattern.compile("https?://[^/:]+\\.livekit\\.cloud[:/].*");

    /** The defaults of the server. The limit for messages is that of a WebRTC data channel. */
    private static final Limits LIMITS = new Limits(
            /* callIdBytes */ 256,
            /* userIdBytes */ 256,
            /* displayNameBytes */ 256,
            /* callMetadataBytes */ 512 * 1024,
            /* participantMetadataBytes */ 512 * 1024,
            /* attributesBytes */ 64 * 1024,
            /* messageBytes */ 15 * 1024);

    /** The semantics of a server with its default configuration; where LiveKit Cloud guarantees more, the weaker of the two. */
    private static final Semantics SEMANTICS = Semantics.builder()
            .tokenIsRestrictive()
            .endedCallRevives()
            .idleCallsVanish()
            .callStartsWhenCreated()
            .tracksAreVisible()
            .permissionsAreVisible()
            .recordingEventsNameTheRecording()
            .ingressesAreKept()
            .participantListIsComplete()
            .secondConnectionReplacesFirst()
            .build();

    private static final Set<Capability> SUPPORTED = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(
            Capability.CALL_CREATOR,
            Capability.CALL_MEMBERS,
            Capability.CALL_JOIN_AHEAD,
            Capability.CALL_AUTO_TRANSCRIPTION,
            Capability.CALL_DELETE_SOFT,
            Capability.CALL_QUERY_CREATOR,
            Capability.CALL_QUERY_MEMBER,
            Capability.CALL_QUERY_ENDED,
            Capability.TOKEN_WITHOUT_CALL,
            Capability.RECORD_INDIVIDUAL,
            Capability.RECORD_RAW,
            Capability.LAYOUT_OPTIONS,
            Capability.RECORDING_DELETE,
            Capability.STORAGE_NAMED,
            Capability.BROADCAST_HLS_HOSTED,
            Capability.INGRESS_SRT,
            Capability.INGRESS_TTL)));

    private static final Set<Class<? extends Feature>> FEATURES =
            Set.of(Broadcasts.class, Ingresses.class, Messages.class);

    private final LiveKitClient client;
    private final EgressMemory egresses;
    private final RequestChecks checks;
    private final Clock clock;
    private final @Nullable String captionAgent;

    private LiveKitVideoProvider(
            Capabilities capabilities,
            OperationPipeline pipeline,
            LiveKitTokens tokens,
            LiveKitWebhooks webhooks,
            LiveKitClient client,
            Clock clock,
            @Nullable String captionAgent) {
        super(capabilities, pipeline, tokens, webhooks);
        this.client = client;
        this.egresses = new EgressMemory();
        this.checks = new RequestChecks(capabilities, clock);
        this.clock = clock;
        this.captionAgent = captionAgent;
    }

    private LiveKitVideoProvider(LiveKitVideoProvider original, RequestOptions options) {
        super(original);
        this.client = original.client.with(options);
        this.egresses = original.egresses;
        this.checks = original.checks;
        this.clock = original.clock;
        this.captionAgent = original.captionAgent;
    }

    /** Returns the WebSocket URL that clients connect to. */
    private static URI joinUrl(ServerUrl url) {
        String text = url.toString();
        return URI.create("ws" + text.substring("http".length(), text.length() - (text.endsWith("/") ? 1 : 0)));
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a provider that is configured by the environment: {@code LIVEKIT_URL} (or {@code LIVEKIT_WS_URL}), {@code
     * LIVEKIT_API_KEY}, {@code LIVEKIT_API_SECRET}.
     *
     * @throws InvalidRequestException if variables are missing; the message contains all of them
     */
    public static LiveKitVideoProvider fromEnv() {
        return builder().environment(System.getenv()).build();
    }

    @Override
    public Calls calls() {
        return new LiveKitCalls(client, egresses, capabilities(), checks, clock);
    }

    @Override
    public Participants participants() {
        return new LiveKitParticipants(client, capabilities());
    }

    @Override
    public Recordings recordings() {
        return new LiveKitRecordings(client, egresses, capabilities(), checks);
    }

    @Override
    protected List<Feature> features() {
        List<Feature> features = new ArrayList<>(List.of(
                new LiveKitBroadcasts(client, egresses, capabilities(), checks),
                new LiveKitIngresses(client, capabilities()),
                new LiveKitMessages(client, capabilities())));
        if (captionAgent != null) {
            features.add(new LiveKitCaptions(client, captionAgent, capabilities()));
        }
        return features;
    }

    @Override
    protected LiveKitClient client() {
        return client;
    }

    @Override
    public LiveKitVideoProvider with(RequestOptions options) {
        return new LiveKitVideoProvider(this, options);
    }

    private record WebhookKey(
            String apiKey, String secret, @Nullable Instant until) {}

    /** Builds a provider. Not thread-safe. */
    public static final class Builder extends VideoProviderBuilder<Builder> {

        private @Nullable String url;
        private @Nullable String apiKey;
        private @Nullable String apiSecret;
        private final List<WebhookKey> webhookKeys = new ArrayList<>();
        private @Nullable Boolean regionFailover;
        private @Nullable String captionAgent;

        private Builder() {}

        /** Sets the URL of the server: {@code ws}, {@code wss}, {@code http} or {@code https}. */
        public Builder url(String url) {
            this.url = Check.notNull("url", url);
            return this;
        }

        /** Sets the id of the API key. */
        public Builder apiKey(String apiKey) {
            this.apiKey = Check.notNull("apiKey", apiKey);
            return this;
        }

        /** Sets the secret of the API key. Any length works; use 32 bytes or more, except with {@code --dev}. */
        public Builder apiSecret(String apiSecret) {
            this.apiSecret = Check.notNull("apiSecret", apiSecret);
            return this;
        }

        /** Adds a key whose webhooks and tokens are accepted, for key rotation. It may be another secret of an existing key. */
        public Builder webhookKey(String apiKey, String apiSecret) {
            return addWebhookKey(apiKey, apiSecret, null);
        }

        /** Adds a key that is accepted until the given time, by this provider's clock. */
        public Builder webhookKey(String apiKey, String apiSecret, Instant until) {
            return addWebhookKey(apiKey, apiSecret, Check.notNull("until", until));
        }

        private Builder addWebhookKey(String apiKey, String apiSecret, @Nullable Instant until) {
            webhookKeys.add(new WebhookKey(
                    Check.id("webhook key", Check.credential("webhook key", apiKey), 256),
                    Check.credential("webhook secret", Check.notNull("apiSecret", apiSecret)),
                    until));
            return this;
        }

        /**
         * Reads settings that were not set: {@code LIVEKIT_URL} (or {@code LIVEKIT_WS_URL}), {@code LIVEKIT_API_KEY} and {@code
         * LIVEKIT_API_SECRET}.
         */
        @Override
        protected void read(Environment environment) {
            url = environment.required(url, "LIVEKIT_URL", "LIVEKIT_WS_URL");
            apiKey = environment.required(apiKey, "LIVEKIT_API_KEY");
            apiSecret = environment.required(apiSecret, "LIVEKIT_API_SECRET");
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets whether a retry may go to another region of LiveKit Cloud. By default, true if the URL is one of {@code
         * livekit.cloud}.
         */
        public Builder regionFailover(boolean failover) {
            this.regionFailover = failover;
            return this;
        }

        /**
         * Sets the agent that captions calls, and offers the feature {@link Captions}; no agent by default. A worker of yours registers
         * the agent under this name; see {@code docs/transcription.md} for the metadata that it receives.
         *
         * @param name 1 to 256 characters
         */
        public Builder captionAgent(String name) {
            this.captionAgent = Check.atMost("captionAgent", Check.text("captionAgent", name), 256);
            return this;
        }

        private Set<Class<? extends Feature>> features() {
            Set<Class<? extends Feature>> features = new HashSet<>(FEATURES);
            if (captionAgent != null) {
                features.add(Captions.class);
            }
            return features;
        }

        private boolean severalRegions(ServerUrl url) {
            return regionFailover != null
                    ? regionFailover
                    : CLOUD.matcher(url.toString()).matches();
        }

        @Override
        public LiveKitVideoProvider build() {
            ServerUrl url = serverUrl();
            String apiKey = Check.id("apiKey", Check.credential("apiKey", this.apiKey), 256);
            String apiSecret = Check.credential("apiSecret", this.apiSecret);
            SigningKey secret = SigningKey.of(apiSecret);
            Keyring.Builder ring = new Keyring.Builder().add(apiKey, secret, null);
            webhookKeys.forEach(key -> ring.add(key.apiKey(), SigningKey.of(key.secret()), key.until()));
            Keyring keys = ring.build(clock());
            int bytes = apiSecret.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < SigningKey.RECOMMENDED_SECRET_BYTES) {
                log.warn(
                        "The API secret has {} bytes. That is fine for a server started with --dev; elsewhere it"
                                + " should have {}.",
                        bytes,
                        SigningKey.RECOMMENDED_SECRET_BYTES);
            }
            Capabilities capabilities =
                    new Capabilities(idOr(ProviderId.LIVEKIT), SUPPORTED, features(), LIMITS, SEMANTICS);
            OperationPipeline pipeline = pipeline(capabilities.provider());
            LiveKitClient client =
                    new LiveKitClient(url, severalRegions(url), apiKey, secret, pipeline, clock(), issueTimes());
            return new LiveKitVideoProvider(
                    capabilities,
                    pipeline,
                    new LiveKitTokens(client, joinUrl(url), keys, capabilities, clock()),
                    new LiveKitWebhooks(capabilities.provider(), keys, clock()),
                    client,
                    clock(),
                    captionAgent);
        }

        private ServerUrl serverUrl() {
            String text = Check.text("url", url).strip();
            String http = text.regionMatches(true, 0, "ws", 0, 2) ? "http" + text.substring(2) : text;
            return ServerUrl.of(http, "wss://my-project.livekit.cloud or ws://localhost:7880");
        }

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "LiveKitVideoProvider.Builder[apiKey=" + apiKey + "]";
        }
    }
}
