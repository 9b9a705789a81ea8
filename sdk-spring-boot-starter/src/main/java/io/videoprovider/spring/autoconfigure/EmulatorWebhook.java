package io.videoprovider.spring.autoconfigure;

import java.net.URI;
import java.util.function.Consumer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Tells an emulator where this application takes webhooks in, once its port is known.
 *
 * @param path the endpoint's path
 * @param emulator is told the address
 */
record EmulatorWebhook(String path, Consumer<URI> emulator) implements ApplicationListener<WebServerInitializedEvent> {

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        // The server of the management endpoints has a namespace.
        if (WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
            return;
        }
        String base = event.getApplicationContext()
                .getEnvironment()
                .getProperty(
                        "server.servlet.context-path",
                        event.getApplicationContext().getEnvironment().getProperty("spring.webflux.base-path", ""));
        emulator.accept(URI.create("http://localhost:" + event.getWebServer().getPort() + base + path));
    }
}
