package io.videoprovider.livekit.client;

import io.videoprovider.internal.jwt.RequestToken;
import io.videoprovider.livekit.client.LiveKitOperation.Grant;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The tokens that sign operations, each with the least grant. Thread-safe. */
final class RequestTokens {

    /** Enough for the rooms of a busy minute; forgetting one costs one signature. */
    private static final int REMEMBERED = 1000;

    private final Function<AccessToken, String> mint;
    private final Clock clock;
    private final Map<Allowed, RequestToken> signed = new ConcurrentHashMap<>();

    private record Allowed(Grant grant, String room) {}

    RequestTokens(Function<AccessToken, String> mint, Clock clock) {
        this.mint = mint;
        this.clock = clock;
    }

    /**
     * A token for a grant.
     *
     * @param room {@code ""} unless the grant is for one
     */
    String token(Grant grant, String room) {
        Allowed allowed = new Allowed(grant, room);
        Instant now = clock.instant();
        RequestToken known = signed.get(allowed);
        if (known != null && known.usable(now)) {
            return known.token();
        }
        VideoGrant.Builder video = VideoGrant.builder();
        switch (grant) {
            case ROOM_CREATE -> video.roomCreate();
            case ROOM_LIST -> video.roomList();
            case ROOM_ADMIN -> video.roomAdmin(room);
            case ROOM_RECORD -> video.roomRecord();
            case INGRESS_ADMIN -> video.ingressAdmin();
        }
        String token = mint.apply(
                AccessToken.builder().ttl(RequestToken.TTL).video(video.build()).build());
        if (signed.size() >= REMEMBERED) {
            signed.clear();
        }
        signed.put(allowed, new RequestToken(token, now));
        return token;
    }

    /** Tells nothing of them. */
    @Override
    public String toString() {
        return "RequestTokens[" + signed.size() + "]";
    }
}
