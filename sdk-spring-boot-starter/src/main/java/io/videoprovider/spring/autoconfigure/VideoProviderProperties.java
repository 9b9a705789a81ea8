package io.videoprovider.spring.autoconfigure;

import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.token.Role;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties of the starter.
 *
 * @param primary Provider that is injected where several are there and none is named.
 * @param emulator Whether to start an emulator of each vendor whose module is there, instead of asking a server. For local work;
 *     needs videoprovider-testing.
 * @param livekit LiveKit.
 * @param stream Stream Video.
 * @param resilience What to do about failure, the same for each provider.
 * @param webhooks Endpoint for webhooks.
 * @param tokenEndpoint Endpoint for tokens.
 * @param inbox Inbox and handlers.
 */
@ConfigurationProperties("videoprovider")
record VideoProviderProperties(
        @Nullable Vendor primary,
        @DefaultValue("false") boolean emulator,
        @DefaultValue LiveKit livekit,
        @DefaultValue Stream stream,
        @DefaultValue Resilience resilience,
        @DefaultValue Webhooks webhooks,
        @DefaultValue TokenEndpoint tokenEndpoint,
        @DefaultValue Inbox inbox) {

    /** The vendors that the starter knows. */
    enum Vendor {
        LIVEKIT("liveKitVideoProvider"),
        STREAM("streamVideoProvider");

        final String beanName;

        Vendor(String beanName) {
            this.beanName = beanName;
        }
    }

    /**
     * LiveKit.
     *
     * @param url Address of the server: ws, wss, http or https.
     * @param apiKey Id of the API key.
     * @param apiSecret Secret of the API key.
     * @param regionFailover Whether an operation that is tried again may go to another region of LiveKit Cloud. If not set, where the
     *     address is one of livekit.cloud.
     * @param webhookKeys Further keys whose webhooks and tokens are accepted, while keys are rotated.
     * @param ssl TLS.
     */
    record LiveKit(
            @Nullable URI url,
            @Nullable String apiKey,
            @Nullable String apiSecret,
            @Nullable Boolean regionFailover,
            @DefaultValue List<WebhookKey> webhookKeys,
            @DefaultValue Ssl ssl) {

        @Override
        public String toString() {
            return "LiveKit[url=" + url + ", apiKey=" + apiKey + "]";
        }
    }

    /**
     * Stream Video.
     *
     * @param url Address of the API.
     * @param apiKey API key of the application.
     * @param apiSecret API secret of the application.
     * @param serverUser User in whose name calls are made when nobody else is named.
     * @param roles What roles are called in the application's call types, by host, speaker and viewer.
     * @param webhookKeys Further secrets by which webhooks and tokens are accepted, while secrets are rotated.
     * @param ssl TLS.
     */
    record Stream(
            @DefaultValue("https://video.stream-io-api.com") URI url,
            @Nullable String apiKey,
            @Nullable String apiSecret,
            @DefaultValue("videoprovider-server") String serverUser,
            @DefaultValue Map<Role, String> roles,
            @DefaultValue List<WebhookKey> webhookKeys,
            @DefaultValue Ssl ssl) {

        @Override
        public String toString() {
            return "Stream[url=" + url + ", apiKey=" + apiKey + "]";
        }
    }

    /**
     * A further key.
     *
     * @param apiKey Id of the key; that of the provider if not set.
     * @param apiSecret Its secret.
     * @param until Moment from which on it is not accepted; never if not set.
     */
    record WebhookKey(
            @Nullable String apiKey,
            String apiSecret,
            @Nullable Instant until) {

        @Override
        public String toString() {
            return "WebhookKey[apiKey=" + apiKey + ", until=" + until + "]";
        }
    }

    /**
     * TLS.
     *
     * @param bundle Name of the SSL bundle with which the vendor's server is spoken to.
     */
    record Ssl(@Nullable String bundle) {}

    /**
     * What to do about failure.
     *
     * @param retry How often and how fast an operation is tried again.
     * @param retryBudget How much of that all operations may do together.
     * @param circuitBreaker When a host is left alone.
     * @param rateLimit How much a host is sent; as much as there is if not set.
     * @param bulkhead How many operations may be under way at once; any number if not set.
     */
    record Resilience(
            @DefaultValue Retry retry,
            @DefaultValue RetryBudget retryBudget,
            @DefaultValue CircuitBreaker circuitBreaker,
            @Nullable RateLimit rateLimit,
            @Nullable Bulkhead bulkhead) {

        Resilience {
            // Says what is wrong while the properties are bound, with the property's name.
            of(retry, retryBudget, circuitBreaker, rateLimit, bulkhead);
        }

        io.videoprovider.resilience.Resilience toResilience() {
            return of(retry, retryBudget, circuitBreaker, rateLimit, bulkhead);
        }

        private static io.videoprovider.resilience.Resilience of(
                Retry retry,
                RetryBudget budget,
                CircuitBreaker breaker,
                @Nullable RateLimit limit,
                @Nullable Bulkhead bulkhead) {
            return new io.videoprovider.resilience.Resilience(
                    new RetryPolicy(
                            retry.maxAttempts, retry.baseDelay, retry.maxDelay, retry.deadline, retry.attemptTimeout),
                    budget.enabled
                            ? new io.videoprovider.resilience.RetryBudget(
                                    budget.capacity, budget.retryCost, budget.timeoutCost)
                            : null,
                    breaker.enabled
                            ? new io.videoprovider.resilience.CircuitBreakerPolicy(
                                    breaker.window,
                                    breaker.minimumCalls,
                                    breaker.failureRatePercent,
                                    breaker.openFor,
                                    breaker.trialCalls)
                            : null,
                    limit == null
                            ? null
                            : new io.videoprovider.resilience.RateLimit(limit.requests, limit.per, limit.maxWait),
                    bulkhead == null
                            ? null
                            : new io.videoprovider.resilience.Bulkhead(bulkhead.maxConcurrent, bulkhead.maxWait));
        }
    }

    /**
     * Retries.
     *
     * @param maxAttempts How often at the most, the first time included; 1 to 10.
     * @param baseDelay Ceiling of the first wait; it doubles with each attempt.
     * @param maxDelay Ceiling that no wait passes, but one that the vendor asks for.
     * @param deadline How long an operation may take with all its attempts and waits.
     * @param attemptTimeout How long one attempt may take; each operation's own time if not set.
     */
    record Retry(
            @DefaultValue("3") int maxAttempts,
            @DefaultValue("200ms") Duration baseDelay,
            @DefaultValue("5s") Duration maxDelay,
            @DefaultValue("45s") Duration deadline,
            @Nullable Duration attemptTimeout) {}

    /**
     * The retry budget.
     *
     * @param enabled Whether there is a budget.
     * @param capacity How many tokens there are at the most, and at the beginning.
     * @param retryCost What a further attempt takes.
     * @param timeoutCost What an attempt after a timeout takes.
     */
    record RetryBudget(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("500") int capacity,
            @DefaultValue("5") int retryCost,
            @DefaultValue("10") int timeoutCost) {}

    /**
     * The circuit breaker.
     *
     * @param enabled Whether there is one.
     * @param window How many of the last attempts are looked at.
     * @param minimumCalls How many there must be before anything is decided.
     * @param failureRatePercent Share of failures at which it opens.
     * @param openFor How long nothing is asked then.
     * @param trialCalls How many attempts are let through afterwards.
     */
    record CircuitBreaker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("50") int window,
            @DefaultValue("20") int minimumCalls,
            @DefaultValue("80") int failureRatePercent,
            @DefaultValue("2s") Duration openFor,
            @DefaultValue("3") int trialCalls) {}

    /**
     * The rate limit.
     *
     * @param requests How many requests a host is sent, retries included.
     * @param per In which time.
     * @param maxWait How long a request waits for its turn before it fails.
     */
    record RateLimit(
            @DefaultValue("100") int requests,
            @DefaultValue("1s") Duration per,
            @DefaultValue("1s") Duration maxWait) {}

    /**
     * The bulkhead.
     *
     * @param maxConcurrent How many operations may be under way at once.
     * @param maxWait How long another one waits before it fails.
     */
    record Bulkhead(
            @DefaultValue("64") int maxConcurrent,
            @DefaultValue("1s") Duration maxWait) {}

    /**
     * The endpoint for webhooks.
     *
     * @param enabled Whether there is an endpoint.
     * @param path Path under which it is; the provider's id comes behind it.
     * @param verifySecurity Whether the application fails to start when Spring Security would refuse webhooks.
     */
    record Webhooks(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("/webhooks/video") String path,
            @DefaultValue("true") boolean verifySecurity) {

        Webhooks {
            checkPath(path);
        }
    }

    /**
     * The endpoint for tokens.
     *
     * @param enabled Whether there is an endpoint; needs a TokenAuthorizer bean.
     * @param path Path under which it is; the provider's id comes behind it.
     */
    record TokenEndpoint(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/video/tokens") String path) {

        TokenEndpoint {
            checkPath(path);
        }
    }

    private static void checkPath(String path) {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(
                    "the path must begin with a slash, end without one, and have no variables: " + path);
        }
    }

    /**
     * The inbox and its handlers.
     *
     * @param store Where webhooks are kept until they are handled; in the database where there is one, if not set.
     * @param initializeSchema When the tables are made: in an embedded database, always or never (they are left to Flyway or Liquibase).
     * @param retention How long handled webhooks are remembered, so that repeats are dropped; 7 days in a database and 1 day in memory
     *     if not set.
     * @param holdBack How long each event waits for others that happened before it.
     * @param concurrency How many events are being handled at the same time.
     * @param lease How long after an instance died others take over what it held.
     * @param poll How often to look for events that other instances added.
     * @param maxAttempts How often an event is tried before it is a dead letter.
     * @param baseDelay Ceiling of the first wait before an event is tried again; it doubles with each attempt.
     * @param maxDelay Ceiling that no such wait passes.
     * @param shutdownTimeout How long handlers that run are waited for when the application stops.
     */
    record Inbox(
            @Nullable Store store,
            @DefaultValue("embedded") Schema initializeSchema,
            @Nullable Duration retention,
            @DefaultValue("0s") Duration holdBack,
            @DefaultValue("64") int concurrency,
            @DefaultValue("30s") Duration lease,
            @DefaultValue("500ms") Duration poll,
            @DefaultValue("15") int maxAttempts,
            @DefaultValue("1s") Duration baseDelay,
            @DefaultValue("5m") Duration maxDelay,
            @DefaultValue("20s") Duration shutdownTimeout) {

        /** Where webhooks are kept. */
        enum Store {
            MEMORY,
            JDBC
        }

        /** When tables are made; Boot's own modes, whose class is not there without a database. */
        enum Schema {
            ALWAYS,
            EMBEDDED,
            NEVER
        }
    }
}
