package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.resilience.CircuitBreakerPolicy;
import io.videoprovider.resilience.RetryPolicy;
import io.videoprovider.token.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the providers.
 *
 * @param primary Id of the provider that is injected where several exist and no qualifier is given.
 * @param emulator Whether to start an emulator of each vendor whose module is on the class path, for local development. Requires
 *     videoprovider-emulators.
 * @param livekit LiveKit.
 * @param stream Stream Video.
 * @param resilience Resilience settings, shared by all providers.
 */
@ConfigurationProperties("videoprovider")
record VideoProviderProperties(
        @Nullable String primary,
        @DefaultValue("false") boolean emulator,
        @DefaultValue LiveKit livekit,
        @DefaultValue Stream stream,
        @DefaultValue Resilience resilience) {

    /**
     * LiveKit.
     *
     * @param url Address of the server: ws, wss, http or https.
     * @param apiKey Id of the API key.
     * @param apiSecret Secret of the API key.
     * @param regionFailover Whether a retry may use another region of LiveKit Cloud. By default, true for addresses of LiveKit
     *     Cloud.
     * @param tokenBackdating Duration from 0 to 60 seconds by which the times of tokens are backdated.
     * @param webhookKeys Additional keys that verify webhooks and tokens, for key rotation.
     * @param ssl TLS.
     */
    record LiveKit(
            @Nullable String url,
            @Nullable String apiKey,
            @Nullable String apiSecret,
            @Nullable Boolean regionFailover,
            @DefaultValue("10s") Duration tokenBackdating,
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
     * @param serverUser Id of the user who creates calls, unless a request sets a creator.
     * @param roles Names of the roles host, speaker and viewer in the call types of the application.
     * @param tokenBackdating Duration from 0 to 60 seconds by which the times of tokens are backdated.
     * @param webhookKeys Additional secrets that verify webhooks and tokens, for key rotation.
     * @param ssl TLS.
     */
    record Stream(
            @DefaultValue("https://video.stream-io-api.com") String url,
            @Nullable String apiKey,
            @Nullable String apiSecret,
            @DefaultValue("videoprovider-server") String serverUser,
            @DefaultValue Map<Role, String> roles,
            @DefaultValue("10s") Duration tokenBackdating,
            @DefaultValue List<WebhookKey> webhookKeys,
            @DefaultValue Ssl ssl) {

        @Override
        public String toString() {
            return "Stream[url=" + url + ", apiKey=" + apiKey + "]";
        }
    }

    /**
     * An additional key.
     *
     * @param apiKey Id of the key. By default, the API key of the provider.
     * @param apiSecret Secret of the key.
     * @param until Time at which the key expires. By default, it does not expire.
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
     * @param bundle Name of the SSL bundle for connections to the vendor.
     */
    record Ssl(@Nullable String bundle) {}

    /**
     * Resilience settings.
     *
     * @param retry Retry policy.
     * @param retryBudget Retry budget, shared by all operations of a provider.
     * @param circuitBreaker Circuit breaker of each host.
     * @param rateLimit Rate limit of each host. By default, no limit.
     * @param bulkhead Limit of concurrent operations. By default, no limit.
     */
    record Resilience(
            @DefaultValue Retry retry,
            @DefaultValue RetryBudget retryBudget,
            @DefaultValue CircuitBreaker circuitBreaker,
            @Nullable RateLimit rateLimit,
            @Nullable Bulkhead bulkhead) {

        Resilience {
            // Validates during binding, so that the failure names the property.
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
            return io.videoprovider.resilience.Resilience.builder()
                    .retry(RetryPolicy.builder()
                            .maxAttempts(retry.maxAttempts)
                            .delays(retry.baseDelay, retry.maxDelay)
                            .deadline(retry.deadline)
                            .attemptTimeout(retry.attemptTimeout)
                            .build())
                    .retryBudget(
                            budget.enabled
                                    ? new io.videoprovider.resilience.RetryBudget(
                                            budget.capacity, budget.retryCost, budget.timeoutCost)
                                    : null)
                    .circuitBreaker(
                            breaker.enabled
                                    ? CircuitBreakerPolicy.builder()
                                            .window(breaker.window)
                                            .minimumCalls(breaker.minimumCalls)
                                            .failureRatePercent(breaker.failureRatePercent)
                                            .openFor(breaker.openFor)
                                            .trialCalls(breaker.trialCalls)
                                            .build()
                                    : null)
                    .rateLimit(
                            limit == null
                                    ? null
                                    : new io.videoprovider.resilience.RateLimit(
                                            limit.requests, limit.per, limit.maxWait))
                    .bulkhead(
                            bulkhead == null
                                    ? null
                                    : new io.videoprovider.resilience.Bulkhead(
                                            bulkhead.maxConcurrent, bulkhead.maxWait))
                    .build();
        }
    }

    /**
     * Retry policy.
     *
     * @param maxAttempts Maximum number of attempts, including the first; 1 to 10.
     * @param baseDelay Upper bound of the first delay; it doubles with each attempt.
     * @param maxDelay Upper bound of all delays, except those that the vendor requests.
     * @param deadline Maximum duration of an operation with all attempts and delays.
     * @param attemptTimeout Timeout of one attempt. By default, each operation has its own.
     */
    record Retry(
            @DefaultValue("3") int maxAttempts,
            @DefaultValue("200ms") Duration baseDelay,
            @DefaultValue("5s") Duration maxDelay,
            @DefaultValue("45s") Duration deadline,
            @Nullable Duration attemptTimeout) {}

    /**
     * Retry budget.
     *
     * @param enabled Whether retries are limited by a budget.
     * @param capacity Maximum number of tokens, which is also the initial number.
     * @param retryCost Tokens that a retry consumes.
     * @param timeoutCost Tokens that a retry after a timeout consumes.
     */
    record RetryBudget(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("500") int capacity,
            @DefaultValue("5") int retryCost,
            @DefaultValue("10") int timeoutCost) {}

    /**
     * Circuit breaker.
     *
     * @param enabled Whether to use a circuit breaker.
     * @param window Number of recent attempts that the failure rate is computed from.
     * @param minimumCalls Minimum number of attempts before the circuit breaker can open.
     * @param failureRatePercent Failure rate at which the circuit breaker opens.
     * @param openFor How long the circuit breaker stays open.
     * @param trialCalls Number of attempts permitted in the half-open state.
     */
    record CircuitBreaker(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("50") int window,
            @DefaultValue("20") int minimumCalls,
            @DefaultValue("80") int failureRatePercent,
            @DefaultValue("2s") Duration openFor,
            @DefaultValue("3") int trialCalls) {}

    /**
     * Rate limit.
     *
     * @param requests Maximum number of requests to a host in each period, including retries.
     * @param per Length of the period.
     * @param maxWait How long a request waits for a permit before it fails.
     */
    record RateLimit(
            @DefaultValue("100") int requests,
            @DefaultValue("1s") Duration per,
            @DefaultValue("1s") Duration maxWait) {}

    /**
     * Bulkhead.
     *
     * @param maxConcurrent Maximum number of concurrent operations.
     * @param maxWait How long an operation waits for a permit before it fails.
     */
    record Bulkhead(
            @DefaultValue("64") int maxConcurrent,
            @DefaultValue("1s") Duration maxWait) {}
}
