package io.videoprovider.spring.autoconfigure;

import io.videoprovider.observe.OperationListener;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.spring.OkHttpCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
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

/** What both vendors' providers are given alike. */
record ProviderSettings(
        Environment environment,
        Resilience resilience,
        List<OperationListener> listeners,
        ObjectProvider<OkHttpCustomizer> customizers,
        ObjectProvider<SslBundles> bundles) {

    /** Below that an HS256 secret can be guessed. */
    private static final int STRONG_SECRET_BYTES = 32;

    private static final Profiles PRODUCTION = Profiles.of("prod | production");

    /** Refuses a secret that can be guessed, where it would matter. */
    void checkSecret(VideoConnectionDetails connection, String property) {
        int bytes = connection.apiSecret().getBytes(StandardCharsets.UTF_8).length;
        if (bytes < STRONG_SECRET_BYTES && environment.acceptsProfiles(PRODUCTION)) {
            throw new VideoConfigurationException(
                    property + " has " + bytes + " bytes, and this is a production profile.",
                    "Use a secret of " + STRONG_SECRET_BYTES
                            + " bytes or more. The key of a server started with --dev is known to"
                            + " everybody: whoever has it mints tokens for your calls.");
        }
    }

    /** The HTTP client's customization: the SSL bundle first, then the application's beans. */
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
                "The SSL bundle " + name + " has no X.509 trust manager.", "Give it a trust store.");
    }

    /** Tells all listeners, each whatever the others throw: the pipeline logs what one alone throws. */
    OperationListener listener() {
        return listeners.size() == 1 ? listeners.get(0) : new OperationListeners(listeners);
    }
}
