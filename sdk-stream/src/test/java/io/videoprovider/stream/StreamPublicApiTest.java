package io.videoprovider.stream;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.Json;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.testkit.PublicApi;
import io.videoprovider.testkit.provider.ProviderPublicApiContract;

class StreamPublicApiTest extends ProviderPublicApiContract {

    StreamPublicApiTest() {
        super(Tests.providerOf(NOWHERE).build());
    }

    @Override
    protected PublicApi samples(PublicApi api, VideoProvider provider) {
        return api.with(StreamVideoProvider.class, () -> (StreamVideoProvider) provider)
                .with(StreamClient.class, () -> provider.unwrap(StreamClient.class));
    }

    @Override
    protected void useClient(VideoProvider provider) {
        provider.unwrap(StreamClient.class).queryCalls(Json.EMPTY);
    }
}
