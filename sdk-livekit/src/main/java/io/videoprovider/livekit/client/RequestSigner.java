package io.videoprovider.livekit.client;

import io.videoprovider.livekit.client.LiveKitOperation.Grant;
import io.videoprovider.spi.SignedHeaders;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import okhttp3.Headers;

/** The headers that sign operations, each with the least grant. Thread-safe. */
final class RequestSigner {

    /** Enough for the rooms of a busy minute; forgetting one costs one signature. */
    private static final int REMEMBERED = 1000;

    private final Function<AccessToken, Headers> sign;
    private final Clock clock;
    private final Map<Allowed, SignedHeaders> signed = new ConcurrentHashMap<>();

    private record Allowed(Grant grant, String room) {}

    RequestSigner(Function<AccessToken, Headers> sign, Clock clock) {
        this.sign = sign;
        this.clock = clock;
    }

    /**
     * The headers for a grant.
     *
     * @param room {@code ""} unless the grant is for one
     */
    Headers headers(Grant grant, String room) {
        Allowed allowed = new Allowed(grant, room);
        Instant now = clock.instant();
        SignedHeaders known = signed.get(allowed);
        if (known != null && known.usable(now)) {
            return known.headers();
        }
        VideoGrant.Builder video = VideoGrant.builder();
        switch (grant) {
            case ROOM_CREATE -> video.roomCreate();
            case ROOM_LIST -> video.roomList();
            case ROOM_ADMIN -> video.roomAdmin(room);
            case ROOM_RECORD -> video.roomRecord();
            case INGRESS_ADMIN -> video.ingressAdmin();
        }
        Headers headers = sign.apply(AccessToken.builder()
                .ttl(SignedHeaders.TTL)
                .video(video.build())
                .build());
        if (signed.size() >= REMEMBERED) {
            signed.clear();
        }
        signed.put(allowed, new SignedHeaders(headers, now));
        return headers;
    }

    /** Tells nothing of them. */
    @Override
    public String toString() {
        return "RequestSigner[" + signed.size() + "]";
    }
}
