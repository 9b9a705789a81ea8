package io.videoprovider.spring.autoconfigure;

import io.videoprovider.spring.VideoConnectionDetails;
import java.util.List;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** LiveKit as a container of Testcontainers' with {@code @ServiceConnection}. */
final class LiveKitContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<Container<?>, VideoConnectionDetails.LiveKit> {

    LiveKitContainerConnectionDetailsFactory() {
        super(LiveKitContainerKey.IMAGE);
    }

    @Override
    protected VideoConnectionDetails.LiveKit getContainerConnectionDetails(
            ContainerConnectionSource<Container<?>> source) {
        return new Details(source);
    }

    private static final class Details extends ContainerConnectionDetails<Container<?>>
            implements VideoConnectionDetails.LiveKit {

        Details(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        // Each asks the container, which is started when it is asked for the first time.
        @Override
        public String url() {
            return "ws://" + getContainer().getHost() + ":" + getContainer().getMappedPort(LiveKitContainerKey.PORT);
        }

        @Override
        public String apiKey() {
            return key().id();
        }

        @Override
        public String apiSecret() {
            return key().secret();
        }

        private LiveKitContainerKey key() {
            Container<?> container = getContainer();
            return LiveKitContainerKey.of(container.getEnvMap()).orElseGet(() -> {
                if (List.of(container.getCommandParts()).contains("--dev")) {
                    return LiveKitContainerKey.DEV;
                }
                throw new VideoConfigurationException(
                        "The container of " + LiveKitContainerKey.IMAGE + " does not say its API key.",
                        "Give it one, withEnv(\"LIVEKIT_KEYS\", \"key: secret\"), or the command --dev --bind 0.0.0.0.");
            });
        }
    }
}
