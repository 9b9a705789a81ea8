package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.resilience.Resilience;
import io.videoprovider.spring.OkHttpCustomizer;
import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    /**
     * Builds a provider. If the builder rejects a value, the failure names its property.
     *
     * @param prefix of the properties, such as {@code videoprovider.livekit}
     */
    static <P> P build(String prefix, VideoConnectionDetails connection, Supplier<P> provider) {
        try {
            return provider.get();
        } catch (InvalidRequestException e) {
            String field = String.valueOf(e.field());
            String description = prefix + property(field) + " is invalid: " + e.getMessage() + ".";
            // Other values may be secrets, and so may these parts of a URL.
            if (field.equals("url") && !connection.url().matches(".*[@?#].*")) {
                description += " The value is \"" + connection.url() + "\".";
            }
            throw new VideoConfigurationException(
                    description,
                    "Correct the property, or the bean of type VideoConnectionDetails or the customizer that replaces it.");
        }
    }

    private static String property(String field) {
        if (field.startsWith("webhook")) {
            return ".webhook-keys";
        }
        return field.equals("role")
                ? ".roles"
                : "." + field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
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
