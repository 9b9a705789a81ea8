package io.videoprovider.spring.autoconfigure.emulator;

import java.net.URI;
import java.util.function.Consumer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Registers the webhook endpoint with an emulator after the web server has started.
 *
 * @param path the path of the endpoint
 * @param register registers an address with the emulator
 */
record EmulatorWebhook(String path, Consumer<URI> register) implements ApplicationListener<WebServerInitializedEvent> {

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        // Not the server of the management endpoints.
        if (WebServerApplicationContext.hasServerNamespace(event.getApplicationContext(), "management")) {
            return;
        }
        String base = event.getApplicationContext()
                .getEnvironment()
                .getProperty(
                        "server.servlet.context-path",
                        event.getApplicationContext().getEnvironment().getProperty("spring.webflux.base-path", ""));
        register.accept(URI.create("http://localhost:" + event.getWebServer().getPort() + base + path));
    }
}
