package io.videoprovider.stream;

import io.videoprovider.VideoProvider;
import io.videoprovider.backstage.Backstage;
import io.videoprovider.broadcast.Broadcasts;
import io.videoprovider.call.Calls;
import io.videoprovider.call.Members;
import io.videoprovider.chat.ChatChannels;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Feature;
import io.videoprovider.feature.Limits;
import io.videoprovider.feature.Semantics;
import io.videoprovider.ingress.Ingresses;
import io.videoprovider.message.Messages;
import io.videoprovider.moderation.Blocklist;
import io.videoprovider.participant.Participants;
import io.videoprovider.recording.Recordings;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.ringing.Ringing;
import io.videoprovider.spi.AbstractVideoProvider;
import io.videoprovider.spi.Environment;
import io.videoprovider.spi.Keyring;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.spi.ServerUrl;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.VideoProviderBuilder;
import io.videoprovider.statistics.CallStatistics;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import io.videoprovider.token.Role;
import io.videoprovider.transcription.Captions;
import io.videoprovider.transcription.Transcriptions;
import io.videoprovider.user.Users;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link VideoProvider} for Stream Video, getstream.io. Thread-safe. Create one provider, keep it, and close it at the end.
 *
 * <pre>{@code
 * try (VideoProvider video = StreamVideoProvider.builder().apiKey("…").apiSecret("…").build()) { … }
 * }</pre>
 */
public final class StreamVideoProvider extends AbstractVideoProvider {

    private static final Limits LIMITS = new Limits(
            /* callIdBytes */ 64,
            /* userIdBytes */ 255,
            /* displayNameBytes */ 256,
            /* callMetadataBytes */ 5 * 1024,
            /* participantMetadataBytes */ 0,
            /* attributesBytes */ 0,
            /* messageBytes */ StreamMessages.MAX_PAYLOAD_BYTES);

    private static final Semantics SEMANTICS = Semantics.builder()
            .endIsDistinctFromDelete()
            .endedCallRevives()
            .listIncludesEndedCalls()
            .ingressRotationRevokesTokens()
            .build();

    private static final String URL = "https://video.stream-io-api.com";

    private static final Set<Capability> SUPPORTED = Collections.unmodifiableSet(EnumSet.of(
            Capability.CALL_CREATOR,
            Capability.CALL_MEMBERS,
            Capability.CALL_MAX_PARTICIPANTS,
            Capability.CALL_JOIN_AHEAD,
            Capability.CALL_AUTO_RECORDING,
            Capability.CALL_AUTO_TRANSCRIPTION,
            Capability.CALL_DELETE_SOFT,
            Capability.CALL_QUERY_CREATOR,
            Capability.CALL_QUERY_MEMBER,
            Capability.CALL_QUERY_TYPE,
            Capability.CALL_QUERY_STATE,
            Capability.CALL_QUERY_ENDED,
            Capability.CALL_QUERY_START,
            Capability.CALL_QUERY_CUSTOM,
            Capability.CALL_QUERY_ORDER,
            Capability.TOKEN_WITHOUT_CALL,
            Capability.RECORD_COMPOSITE,
            Capability.RECORD_INDIVIDUAL,
            Capability.RECORD_RAW,
            Capability.RECORD_AUDIO_ONLY,
            Capability.RECORDING_LAYOUT,
            Capability.LAYOUT_TEMPLATE,
            Capability.LAYOUT_OPTIONS,
            Capability.RECORDING_QUALITY,
            Capability.RECORDING_DELETE,
            Capability.STORAGE_NAMED,
            Capability.BROADCAST_HLS_HOSTED,
            Capability.INGRESS_SRT,
            Capability.INGRESS_TTL));

    private static final Set<Class<? extends Feature>> FEATURES = Set.of(
            Backstage.class,
            Blocklist.class,
            Broadcasts.class,
            CallStatistics.class,
            Captions.class,
            ChatChannels.class,
            Ingresses.class,
            Members.class,
            Messages.class,
            Ringing.class,
            Transcriptions.class,
            Users.class);

    /** For the display name of a token. Another token repeats it. */
    private static final RequestOptions STORE_NAME =
            RequestOptions.builder().deadline(Duration.ofSeconds(3)).attempts(1).build();

    private final StreamClient client;
    private final StreamUsers users;
    private final SessionEvidence sessions;
    private final String serverUser;
    private final String chatChannelType;
    private final SigningKey secret;
    private final RequestChecks checks;
    private final Clock clock;

    private StreamVideoProvider(
            Capabilities capabilities,
            OperationPipeline pipeline,
            StreamTokens tokens,
            StreamWebhooks webhooks,
            StreamClient client,
            StreamUsers users,
            String serverUser,
            String chatChannelType,
            SigningKey secret,
            Clock clock) {
        super(capabilities, pipeline, tokens, webhooks);
        this.client = client;
        this.users = users;
        this.sessions = new SessionEvidence();
        this.serverUser = serverUser;
        this.chatChannelType = chatChannelType;
        this.secret = secret;
        this.checks = new RequestChecks(capabilities, clock);
        this.clock = clock;
    }

    private StreamVideoProvider(StreamVideoProvider original, RequestOptions options) {
        super(original);
        this.client = original.client.with(options);
        this.users = original.users.with(client);
        this.sessions = original.sessions;
        this.serverUser = original.serverUser;
        this.chatChannelType = original.chatChannelType;
        this.secret = original.secret;
        this.checks = original.checks;
        this.clock = original.clock;
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a provider that is configured by the environment: {@code STREAM_API_KEY}, {@code STREAM_API_SECRET} (or {@code
     * STREAM_SECRET}, {@code STREAM_SECRET_KEY}), {@code STREAM_BASE_URL}, {@code STREAM_WEBHOOK_SECRET}.
     *
     * @throws InvalidRequestException if variables are missing; the message contains all of them
     */
    public static StreamVideoProvider fromEnv() {
        return builder().environment(System.getenv()).build();
    }

    @Override
    public Calls calls() {
        return new StreamCalls(client, users, serverUser, capabilities(), checks, clock);
    }

    @Override
    public Participants participants() {
        return new StreamParticipants(client, users, serverUser, capabilities(), checks);
    }

    @Override
    public Recordings recordings() {
        return new StreamRecordings(client, sessions, capabilities(), checks);
    }

    @Override
    protected List<Feature> features() {
        return List.of(
                new StreamBroadcasts(client, sessions, secret, capabilities(), checks),
                new StreamIngresses(client, users, capabilities(), clock),
                new StreamMembers(client, users, capabilities()),
                new StreamMessages(client, users, serverUser, capabilities()),
                new StreamTranscriptions(client, sessions, capabilities(), checks),
                new StreamCaptions(client, capabilities()),
                new StreamChatChannels(client, users, serverUser, chatChannelType, capabilities()),
                new StreamUserStore(client, users, id()),
                new StreamBackstage(client, capabilities()),
                new StreamRinging(client, capabilities()),
                new StreamBlocklist(client, users, capabilities()),
                new StreamCallStatistics(client, capabilities()));
    }

    @Override
    protected StreamClient client() {
        return client;
    }

    @Override
    public StreamVideoProvider with(RequestOptions options) {
        return new StreamVideoProvider(this, options);
    }

    private record WebhookSecret(
            @Nullable String apiKey,
            String secret,
            @Nullable Instant until) {}

    /** Builds a provider. Not thread-safe. */
    public static final class Builder extends VideoProviderBuilder<Builder> {

        private @Nullable String url;
        private @Nullable String apiKey;
        private @Nullable String apiSecret;
        private final List<WebhookSecret> webhookSecrets = new ArrayList<>();
        private String serverUser = "videoprovider-server";
        private String chatChannelType = "messaging";
        private boolean storeDisplayNames = true;
        private final Map<Role, String> roles =
                new EnumMap<>(Map.of(Role.HOST, "host", Role.SPEAKER, "call_member", Role.VIEWER, "user"));

        private Builder() {}

        /** Sets the URL of the API; {@code https://video.stream-io-api.com} by default. */
        public Builder url(String url) {
            this.url = Check.notNull("url", url);
            return this;
        }

        /** Sets the application's API key. */
        public Builder apiKey(String apiKey) {
            this.apiKey = Check.notNull("apiKey", apiKey);
            return this;
        }

        /** Sets the application's API secret. */
        public Builder apiSecret(String apiSecret) {
            this.apiSecret = Check.notNull("apiSecret", apiSecret);
            return this;
        }

        /** Adds a secret that verifies webhooks and tokens of this application, for key rotation. */
        public Builder webhookSecret(String secret) {
            return addWebhookSecret(null, secret, null);
        }

        /** Adds a secret that is accepted until the given time, by this provider's clock. */
        public Builder webhookSecret(String secret, Instant until) {
            return addWebhookSecret(null, secret, Check.notNull("until", until));
        }

        /** Adds another application whose webhooks and tokens are accepted. */
        public Builder webhookKey(String apiKey, String apiSecret) {
            return addWebhookSecret(webhookKey(apiKey), Check.notNull("apiSecret", apiSecret), null);
        }

        /** Adds another application that is accepted until the given time, by this provider's clock. */
        public Builder webhookKey(String apiKey, String apiSecret, Instant until) {
            return addWebhookSecret(
                    webhookKey(apiKey), Check.notNull("apiSecret", apiSecret), Check.notNull("until", until));
        }

        private static String webhookKey(String apiKey) {
            return Check.id("webhook key", Check.credential("webhook key", apiKey), 256);
        }

        private Builder addWebhookSecret(@Nullable String apiKey, String secret, @Nullable Instant until) {
            webhookSecrets.add(new WebhookSecret(apiKey, Check.credential("webhook secret", secret), until));
            return this;
        }

        /**
         * Sets the user who creates calls, mutes participants and sends messages if a request has no other user; {@code videoprovider-server} by
         * default.
         */
        public Builder serverUser(String userId) {
            this.serverUser = Check.notNull("userId", userId);
            return this;
        }

        /** Sets the type of the chat channels of calls; {@code messaging} by default. */
        public Builder chatChannelType(String type) {
            this.chatChannelType = Check.id("chatChannelType", type, 64);
            return this;
        }

        /**
         * Sets whether minting a token with a display name stores the name at Stream; true by default. It sends requests only if the user
         * has another name, as far as this provider knows, and takes at most three seconds. If Stream cannot be reached, a warning is
         * logged and the token is returned. With false, minting sends no request, and the client SDK must send the name.
         */
        public Builder storeDisplayNames(boolean store) {
            this.storeDisplayNames = store;
            return this;
        }

        /**
         * Sets the name of a role in the application's call types; {@code host}, {@code call_member} and {@code user} by default.
         */
        public Builder role(Role role, String streamRole) {
            roles.put(Check.notNull("role", role), Check.id("role", streamRole, 64));
            return this;
        }

        /**
         * Reads settings that were not set: {@code STREAM_API_KEY}, {@code STREAM_API_SECRET} (or {@code STREAM_SECRET}, {@code
         * STREAM_SECRET_KEY}) and {@code STREAM_BASE_URL}. Adds {@code STREAM_WEBHOOK_SECRET}.
         */
        @Override
        protected void read(Environment environment) {
            url = url != null ? url : environment.optional("STREAM_BASE_URL");
            apiKey = environment.required(apiKey, "STREAM_API_KEY");
            apiSecret = environment.required(apiSecret, "STREAM_API_SECRET", "STREAM_SECRET", "STREAM_SECRET_KEY");
            String webhookSecret = environment.optional("STREAM_WEBHOOK_SECRET");
            if (webhookSecret != null) {
                webhookSecret(webhookSecret);
            }
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        public StreamVideoProvider build() {
            ServerUrl url = ServerUrl.of(this.url == null ? URL : this.url, URL);
            String apiKey = Check.id("apiKey", Check.credential("apiKey", this.apiKey), 256);
            SigningKey secret = SigningKey.of(Check.credential("apiSecret", apiSecret));
            String serverUser = StreamUserId.check("serverUser", this.serverUser);
            Keyring.Builder ring = new Keyring.Builder().add(apiKey, secret, null);
            webhookSecrets.forEach(key ->
                    ring.add(key.apiKey() == null ? apiKey : key.apiKey(), SigningKey.of(key.secret()), key.until()));
            Keyring keys = ring.build(clock());
            Capabilities capabilities =
                    new Capabilities(idOr(ProviderId.STREAM), SUPPORTED, FEATURES, LIMITS, SEMANTICS);
            OperationPipeline pipeline = pipeline(capabilities.provider());
            StreamClient client = new StreamClient(url, apiKey, secret, pipeline, clock(), issueTimes());
            StreamUsers users = new StreamUsers(client);
            return new StreamVideoProvider(
                    capabilities,
                    pipeline,
                    new StreamTokens(
                            client,
                            storeDisplayNames ? users.with(client.with(STORE_NAME)) : null,
                            apiKey,
                            keys,
                            roles,
                            capabilities,
                            clock()),
                    new StreamWebhooks(capabilities.provider(), apiKey, keys),
                    client,
                    users,
                    serverUser,
                    chatChannelType,
                    secret,
                    clock());
        }

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "StreamVideoProvider.Builder[apiKey=" + apiKey + "]";
        }
    }
}
