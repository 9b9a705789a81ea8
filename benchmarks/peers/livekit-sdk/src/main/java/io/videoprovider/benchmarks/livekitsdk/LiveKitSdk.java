package io.videoprovider.benchmarks.livekitsdk;

import io.livekit.server.AccessToken;
import io.livekit.server.CanPublish;
import io.livekit.server.CanPublishData;
import io.livekit.server.CanSubscribe;
import io.livekit.server.CanUpdateOwnMetadata;
import io.livekit.server.RoomJoin;
import io.livekit.server.RoomName;
import io.livekit.server.RoomServiceClient;
import io.livekit.server.WebhookReceiver;
import java.util.List;
import java.util.concurrent.Callable;

/** LiveKit's own SDK, used as its documentation does. */
public final class LiveKitSdk {

    private LiveKitSdk() {}

    /** Returns the work that mints a token to join a room. */
    public static Callable<Object> minting(
            String key, String secret, String identity, String name, String metadata, String room) {
        return () -> {
            AccessToken token = new AccessToken(key, secret);
            token.setIdentity(identity);
            token.setName(name);
            token.setMetadata(metadata);
            token.setTtl(3_600_000L);
            token.addGrants(
                    new RoomJoin(true),
                    new RoomName(room),
                    new CanPublish(true),
                    new CanPublishData(true),
                    new CanSubscribe(true),
                    new CanUpdateOwnMetadata(true));
            return token.toJwt();
        };
    }

    /** Returns the work that verifies and parses a webhook. */
    public static Callable<Object> receiving(String key, String secret, String body, String authorization) {
        WebhookReceiver receiver = new WebhookReceiver(key, secret);
        return () -> receiver.receive(body, authorization);
    }

    /** Returns the work that lists the room "lobby". */
    public static Callable<Object> calling(String url, String key, String secret) {
        RoomServiceClient client = RoomServiceClient.createClient(url, key, secret);
        return () -> client.listRooms(List.of("lobby")).execute().body();
    }

    /** Prints a token; the arguments are those of {@link #minting}. */
    public static void main(String[] args) throws Exception {
        System.out.print(
                minting(args[0], args[1], args[2], args[3], args[4], args[5]).call());
    }
}
