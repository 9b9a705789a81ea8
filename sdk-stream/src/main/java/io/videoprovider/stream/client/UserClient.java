package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.spi.IssueTimes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Operations on the users of a Stream application, with Stream's names. {@link StreamClient#users} returns it. Thread-safe. */
public final class UserClient {

    private final StreamTransport transport;

    UserClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code QueryUsers}.
     *
     * @param payload {@code filter_conditions}, {@code sort}, {@code limit}, {@code offset}
     */
    public List<Json> queryUsers(Json payload) {
        Check.encodable("payload", Check.notNull("payload", payload).asMap());
        HttpUrl target = transport
                .target(StreamOperation.QUERY_USERS)
                .addQueryParameter("payload", payload.write())
                .build();
        return transport
                .execute(StreamOperation.QUERY_USERS, target, null, (json, response, attempt) -> json)
                .objects("users");
    }

    /** {@code UpdateUsers}: replaces all data of these users, at most 100. */
    public void upsertUsers(Collection<Json> users) {
        TreeMap<String, Json> byId = new TreeMap<>();
        Check.<Json>listOf("users", users)
                .forEach(user -> byId.put(StreamUserId.check("user id", user.string("id")), user));
        transport.call(
                StreamOperation.UPSERT_USERS, Json.builder().put("users", byId).build());
    }

    /**
     * Revokes all tokens of a user that were issued before a time; null removes the revocation. The time is rounded down to a
     * second, the precision of tokens. New tokens of this provider work at once; those of another process, which are dated {@link
     * IssueTimes#BACKDATED} back, work after that time.
     */
    public void revokeUserTokens(String userId, @Nullable Instant issuedBefore) {
        Json.Builder user = Json.builder().put("id", StreamUserId.check("user id", userId));
        if (issuedBefore == null) {
            user.put("unset", List.of("revoke_tokens_issued_before"));
        } else {
            Instant time = transport.issueTimes().revoke(userId, issuedBefore);
            user.put(
                    "set",
                    Json.builder()
                            .put("revoke_tokens_issued_before", time.toString())
                            .build());
        }
        Json body = Json.builder().put("users", List.of(user.build())).build();
        transport.call(StreamOperation.UPDATE_USERS, body);
    }
}
