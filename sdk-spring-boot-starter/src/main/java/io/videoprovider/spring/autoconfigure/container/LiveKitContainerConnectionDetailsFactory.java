package io.videoprovider.spring.autoconfigure.container;

import io.videoprovider.spring.VideoConnectionDetails;
import io.videoprovider.spring.autoconfigure.VideoConfigurationException;
import java.util.List;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** Connection details of a LiveKit container with {@code @ServiceConnection}. */
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

        // Evaluated on each call: getContainer() starts the container if necessary.
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
                        "The container of " + LiveKitContainerKey.IMAGE + " has no API key.",
                        "Set one with withEnv(\"LIVEKIT_KEYS\", \"key: secret\"), or use the command --dev --bind 0.0.0.0.");
            });
        }
    }
}
