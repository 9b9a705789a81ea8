package io.videoprovider.livekit.client;

import io.videoprovider.livekit.client.LiveKitOperation.Grant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The tokens that sign operations, each with the least grant. One is used again for a minute, since signing costs as much as the
 * rest of what this SDK adds to a request. Thread-safe.
 */
final class RequestTokens {

    /** Long enough for the slowest operation with its retries and a clock that is a minute off. */
    static final Duration TTL = Duration.ofMinutes(10);

    private static final Duration REUSED = Duration.ofMinutes(1);

    /** Enough for the rooms of a busy minute; forgetting one costs one signature. */
    private static final int REMEMBERED = 1000;

    private final Function<AccessToken, String> mint;
    private final Clock clock;
    private final Map<Allowed, Signed> signed = new ConcurrentHashMap<>();

    private record Allowed(Grant grant, String room) {}

    private record Signed(String token, Instant from) {}

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
        Signed known = signed.get(allowed);
        // A clock that was set back would make it a token from the future.
        if (known != null && !now.isBefore(known.from) && now.isBefore(known.from.plus(REUSED))) {
            return known.token;
        }
        VideoGrant.Builder video = VideoGrant.builder();
        switch (grant) {
            case ROOM_CREATE -> video.roomCreate();
            case ROOM_LIST -> video.roomList();
            case ROOM_ADMIN -> video.roomAdmin(room);
            case ROOM_RECORD -> video.roomRecord();
            case INGRESS_ADMIN -> video.ingressAdmin();
        }
        String token =
                mint.apply(AccessToken.builder().ttl(TTL).video(video.build()).build());
        if (signed.size() >= REMEMBERED) {
            signed.clear();
        }
        signed.put(allowed, new Signed(token, now));
        return token;
    }

    /** Tells nothing of them. */
    @Override
    public String toString() {
        return "RequestTokens[" + signed.size() + "]";
    }
}
