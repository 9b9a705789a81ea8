package io.videoprovider.spring.autoconfigure.emulator;

import io.videoprovider.error.ProviderId;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Registers the webhook endpoint with the emulators of a vendor after the web server has started.
 *
 * @param base the path of the application, which precedes that of the endpoint
 * @param path the path of the endpoint, without the id of the provider that follows it
 * @param trust trusts the certificate of the web server
 * @param emulators register an address with the emulator of a provider
 */
record EmulatorWebhook(WebhookBase base, String path, WebhookTrust trust, Map<ProviderId, Consumer<URI>> emulators)
        implements ApplicationListener<WebServerInitializedEvent> {

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        ApplicationContext app = event.getApplicationContext();
        // The server of the management endpoints has no webhook endpoint.
        if (WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
            return;
        }
        AbstractConfigurableWebServerFactory server =
                app.getBeanProvider(AbstractConfigurableWebServerFactory.class).getIfUnique();
        String scheme = "http";
        if (server != null && Ssl.isEnabled(server.getSsl())) {
            scheme = "https";
            trust.add(WebServerSslBundle.get(server.getSsl(), server.getSslBundles()));
        }
        String host = host(server == null ? null : server.getAddress());
        int port = event.getWebServer().getPort();
        for (Map.Entry<ProviderId, Consumer<URI>> emulator : emulators.entrySet()) {
            emulator.getValue().accept(uri(scheme, host, port, base.path() + path + "/" + emulator.getKey()));
        }
    }

    private static String host(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress()) {
            return "localhost";
        }
        // Without the zone of an IPv6 address.
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    private static URI uri(String scheme, String host, int port, String path) {
        try {
            return new URI(scheme, null, host, port, path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no address of the webhook endpoint", e);
        }
    }
}
