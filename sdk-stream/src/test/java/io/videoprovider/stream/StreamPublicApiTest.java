package io.videoprovider.stream;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.Json;
import io.videoprovider.stream.client.AppClient;
import io.videoprovider.stream.client.BroadcastClient;
import io.videoprovider.stream.client.CallClient;
import io.videoprovider.stream.client.CallTypeClient;
import io.videoprovider.stream.client.ChatClient;
import io.videoprovider.stream.client.DeviceClient;
import io.videoprovider.stream.client.RecordingClient;
import io.videoprovider.stream.client.SipClient;
import io.videoprovider.stream.client.StatisticsClient;
import io.videoprovider.stream.client.StorageClient;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.UserClient;
import io.videoprovider.testkit.PublicApi;
import io.videoprovider.testkit.provider.ProviderPublicApiContract;

class StreamPublicApiTest extends ProviderPublicApiContract {

    StreamPublicApiTest() {
        super(Tests.providerOf(NOWHERE).build());
    }

    @Override
    protected PublicApi samples(PublicApi api, VideoProvider provider) {
        return api.with(StreamVideoProvider.class, () -> (StreamVideoProvider) provider)
                .with(StreamClient.class, () -> client(provider))
                .with(CallClient.class, () -> client(provider).calls())
                .with(RecordingClient.class, () -> client(provider).recordings())
                .with(BroadcastClient.class, () -> client(provider).broadcasts())
                .with(CallTypeClient.class, () -> client(provider).callTypes())
                .with(StatisticsClient.class, () -> client(provider).statistics())
                .with(SipClient.class, () -> client(provider).sip())
                .with(UserClient.class, () -> client(provider).users())
                .with(DeviceClient.class, () -> client(provider).devices())
                .with(StorageClient.class, () -> client(provider).storages())
                .with(ChatClient.class, () -> client(provider).chat())
                .with(AppClient.class, () -> client(provider).app());
    }

    @Override
    protected void useClient(VideoProvider provider) {
        client(provider).calls().queryCalls(Json.EMPTY);
    }

    private static StreamClient client(VideoProvider provider) {
        return provider.unwrap(StreamClient.class);
    }
}
