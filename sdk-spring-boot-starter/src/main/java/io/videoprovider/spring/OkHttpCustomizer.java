package io.videoprovider.spring;

import okhttp3.OkHttpClient;

/**
 * Customizes the HTTP client of every provider: proxies, TLS, DNS, connection pool. Beans are applied in their order, after the
 * SSL bundle.
 */
@FunctionalInterface
public interface OkHttpCustomizer {

    /** Changes the builder. */
    void customize(OkHttpClient.Builder client);
}
