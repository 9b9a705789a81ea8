package io.videoprovider.spring.autoconfigure.container;

import io.videoprovider.spring.VideoConnectionDetails;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/** Connection details of a LiveKit service in {@code compose.yaml}. */
final class LiveKitDockerComposeConnectionDetailsFactory
        extends DockerComposeConnectionDetailsFactory<VideoConnectionDetails.LiveKit> {

    LiveKitDockerComposeConnectionDetailsFactory() {
        super(LiveKitContainerKey.IMAGE);
    }

    @Override
    protected VideoConnectionDetails.LiveKit getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new Details(source.getRunningService());
    }

    private static final class Details extends DockerComposeConnectionDetails
            implements VideoConnectionDetails.LiveKit {

        private final String url;
        private final LiveKitContainerKey key;

        Details(RunningService service) {
            super(service);
            this.url = "ws://" + service.host() + ":" + service.ports().get(LiveKitContainerKey.PORT);
            // Boot does not report the command. A server without a key only starts with --dev.
            this.key = LiveKitContainerKey.of(service.env()).orElse(LiveKitContainerKey.DEV);
        }

        @Override
        public String url() {
            return url;
        }

        @Override
        public String apiKey() {
            return key.id();
        }

        @Override
        public String apiSecret() {
            return key.secret();
        }
    }
}
