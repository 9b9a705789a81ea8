package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.observe.OperationListener;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.spring.OkHttpCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Settings that all providers share. */
record ProviderSettings(
        Environment environment,
        Resilience resilience,
        List<OperationListener> listeners,
        ObjectProvider<OkHttpCustomizer> customizers,
        ObjectProvider<SslBundles> bundles) {

    /** Key size of HS256. Shorter secrets can be guessed. */
    private static final int STRONG_SECRET_BYTES = 32;

    private static final Profiles PRODUCTION = Profiles.of("prod | production");

    /** Rejects short secrets in production profiles. */
    void checkSecret(VideoConnectionDetails connection, String property) {
        int bytes = connection.apiSecret().strip().getBytes(StandardCharsets.UTF_8).length;
        if (bytes < STRONG_SECRET_BYTES && environment.acceptsProfiles(PRODUCTION)) {
            throw new VideoConfigurationException(
                    property + " must have at least " + STRONG_SECRET_BYTES + " bytes in a production profile, has "
                            + bytes + ".",
                    "Use a longer secret. The key of a server started with --dev is public: anyone can mint tokens for your calls"
                            + " with it.");
        }
    }

    /** Returns the customization of the HTTP client: the SSL bundle, then the {@link OkHttpCustomizer} beans. */
    Consumer<OkHttpClient.Builder> http(@Nullable String bundle) {
        return client -> {
            if (bundle != null) {
                trust(client, bundles.getObject().getBundle(bundle), bundle);
            }
            customizers.orderedStream().forEach(customizer -> customizer.customize(client));
        };
    }

    private static void trust(OkHttpClient.Builder client, SslBundle bundle, String name) {
        for (TrustManager manager : bundle.getManagers().getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                client.sslSocketFactory(bundle.createSslContext().getSocketFactory(), x509);
                return;
            }
        }
        throw new VideoConfigurationException(
                "The SSL bundle " + name + " has no X.509 trust manager.", "Configure a trust store for it.");
    }

    /** Returns a listener that notifies all listener beans. */
    OperationListener listener() {
        return listeners.size() == 1 ? listeners.get(0) : new OperationListeners(listeners);
    }
}
