package io.videoprovider.stream;

import io.videoprovider.testkit.provider.ProviderArchitectureContract;

class StreamArchitectureTest extends ProviderArchitectureContract {

    StreamArchitectureTest() {
        super(StreamVideoProvider.class, "io.videoprovider.livekit", "okio..");
    }
}
