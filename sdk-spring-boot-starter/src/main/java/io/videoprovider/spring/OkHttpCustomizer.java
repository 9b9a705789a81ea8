package io.videoprovider.spring;

import okhttp3.OkHttpClient;

/**
 * Customizes the HTTP client of each provider, for example proxy, TLS, DNS or connection pool. Beans are applied in order, after the SSL
 * bundle.
 */
@FunctionalInterface
public interface OkHttpCustomizer {

    /** Customizes the builder of the client. */
    void customize(OkHttpClient.Builder client);
}
