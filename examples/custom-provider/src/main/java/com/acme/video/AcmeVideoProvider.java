package com.acme.video;

import io.videoprovider.call.Calls;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Feature;
import io.videoprovider.feature.Limits;
import io.videoprovider.feature.Semantics;
import io.videoprovider.participant.Participants;
import io.videoprovider.recording.Recordings;
import io.videoprovider.resilience.RequestOptions;
import io.videoprovider.spi.AbstractVideoProvider;
import io.videoprovider.spi.Environment;
import io.videoprovider.spi.OperationPipeline;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.spi.ServerUrl;
import io.videoprovider.spi.SigningKey;
import io.videoprovider.spi.VideoProviderBuilder;
import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** {@code VideoProvider} on Acme Video. Thread-safe. */
public final class AcmeVideoProvider extends AbstractVideoProvider {

    static final ProviderId ID = new ProviderId("acme");

    static final Capabilities CAPABILITIES = new Capabilities(
            ID,
            Set.of(
                    Capability.TOKEN_PERMISSIONS,
                    Capability.PARTICIPANT_ALL_PERMISSIONS,
                    Capability.RECORD_COMPOSITE,
                    Capability.RECORDING_LAYOUT,
                    Capability.RECORDING_QUALITY),
            Set.of(),
            new Limits(
                    /* callIdBytes */ 190,
                    /* userIdBytes */ 256,
                    /* displayNameBytes */ 256,
                    /* callMetadataBytes */ 4096,
                    /* participantMetadataBytes */ 0,
                    /* attributesBytes */ 0,
                    /* messageBytes */ 0),
            Semantics.builder()
                    .tokenIsRestrictive()
                    .endIsDistinctFromDelete()
                    .listIncludesEndedCalls()
                    .permissionsAreVisible()
                    .recordingEventsNameTheRecording()
                    .participantListIsComplete()
                    .secondConnectionReplacesFirst()
                    .build());

    private final AcmeClient client;
    private final RequestChecks checks;

    private AcmeVideoProvider(
            OperationPipeline pipeline,
            AcmeTokens tokens,
            AcmeWebhooks webhooks,
            AcmeClient client,
            RequestChecks checks) {
        super(CAPABILITIES, pipeline, tokens, webhooks);
        this.client = client;
        this.checks = checks;
    }

    private AcmeVideoProvider(AcmeVideoProvider original, RequestOptions options) {
        super(original);
        this.client = original.client.with(options);
        this.checks = original.checks;
    }

    /** Returns a new builder. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Calls calls() {
        return new AcmeCalls(client, checks);
    }

    @Override
    public Participants participants() {
        return new AcmeParticipants(client, checks);
    }

    @Override
    public Recordings recordings() {
        return new AcmeRecordings(client, checks);
    }

    @Override
    protected List<Feature> features() {
        return List.of();
    }

    @Override
    protected AcmeClient client() {
        return client;
    }

    @Override
    public AcmeVideoProvider with(RequestOptions options) {
        return new AcmeVideoProvider(this, options);
    }

    /** Builds a provider. Not thread-safe. */
    public static final class Builder extends VideoProviderBuilder<Builder> {

        private @Nullable String url;
        private @Nullable String apiKey;
        private @Nullable String apiSecret;

        private Builder() {}

        /** Sets the URL of the server. */
        public Builder url(String url) {
            this.url = url;
            return this;
        }

        /** Sets the API key. */
        public Builder apiKey(String apiKey) {
            this.apiKey = apiKey;
            return this;
        }

        /** Sets the secret of the API key. */
        public Builder apiSecret(String apiSecret) {
            this.apiSecret = apiSecret;
            return this;
        }

        /** Reads {@code ACME_URL}, {@code ACME_API_KEY} and {@code ACME_API_SECRET}. */
        @Override
        protected void read(Environment environment) {
            url = environment.required(url, "ACME_URL");
            apiKey = environment.required(apiKey, "ACME_API_KEY");
            apiSecret = environment.required(apiSecret, "ACME_API_SECRET");
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        public AcmeVideoProvider build() {
            HttpUrl url = ServerUrl.of(this.url, "https://eu.acme.example").http();
            String apiKey = Check.id("apiKey", Check.credential("apiKey", this.apiKey), 256);
            SigningKey secret = SigningKey.of(Check.credential("apiSecret", apiSecret));
            RequestChecks checks = new RequestChecks(CAPABILITIES, clock());
            OperationPipeline pipeline = pipeline(ID);
            return new AcmeVideoProvider(
                    pipeline,
                    new AcmeTokens(apiKey, secret, url.uri(), checks, clock()),
                    new AcmeWebhooks(apiKey, secret, clock()),
                    new AcmeClient(url, apiKey, secret, pipeline, clock(), RequestOptions.NONE),
                    checks);
        }

        /** Omits the secret. */
        @Override
        public String toString() {
            return "AcmeVideoProvider.Builder[apiKey=" + apiKey + "]";
        }
    }
}
