package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.NotFoundException;
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
     * {@code UpdateUsersPartial}.
     *
     * @param changes for at most 100 users, each with {@code id}, {@code set} and {@code unset}; data that is in neither stays as it is
     * @return the users after the change, by id
     */
    public Json updateUsersPartial(Collection<Json> changes) {
        List<Json> users = Check.listOf("changes", changes);
        Check.between("number of users", users.size(), 1, StreamClient.BATCH);
        users.forEach(user -> StreamUserId.check("user id", user.string("id")));
        return transport
                .call(
                        StreamOperation.UPDATE_USERS,
                        Json.builder().put("users", users).build())
                .object("users");
    }

    /**
     * {@code DeleteUsers}. The deletion continues after the response, see {@link StreamClient#awaitTask}. Also succeeds if an earlier
     * attempt deleted the users and its response was lost.
     *
     * @param userIds 1 to 100 users
     * @param options {@code user}, {@code messages}, {@code conversations} and {@code calls}, each {@code soft} or {@code hard}, …
     * @return the task; {@code ""} if an earlier attempt whose response was lost has deleted the users
     * @throws NotFoundException if a user does not exist
     */
    public String deleteUsers(Collection<String> userIds, Json options) {
        try {
            return task(StreamOperation.DELETE_USERS, userIds, options);
        } catch (NotFoundException deletedAlready) {
            if (!deletedAlready.outcomeUnknown()) {
                throw deletedAlready;
            }
            return "";
        }
    }

    /**
     * {@code RestoreUsers}: restores 1 to 100 users that were deleted softly. Also succeeds if an earlier attempt restored them and its
     * response was lost.
     *
     * @throws NotFoundException if a user was not deleted
     */
    public void restoreUsers(Collection<String> userIds) {
        try {
            transport.call(StreamOperation.RESTORE_USERS, body(userIds, Json.EMPTY));
        } catch (NotFoundException restoredAlready) {
            if (!restoredAlready.outcomeUnknown()) {
                throw restoredAlready;
            }
        }
    }

    /**
     * {@code DeactivateUser}: the user can no longer connect, until {@link #reactivateUser}.
     *
     * @param options {@code mark_messages_deleted}, {@code created_by_id}
     * @throws NotFoundException if the user does not exist
     */
    public void deactivateUser(String userId, Json options) {
        transport.call(
                StreamOperation.DEACTIVATE_USER,
                Check.notNull("options", options),
                StreamUserId.check("user id", userId));
    }

    /**
     * {@code ReactivateUser}.
     *
     * @param options {@code name}, {@code restore_messages}, {@code created_by_id}
     * @throws NotFoundException if the user does not exist
     */
    public void reactivateUser(String userId, Json options) {
        transport.call(
                StreamOperation.REACTIVATE_USER,
                Check.notNull("options", options),
                StreamUserId.check("user id", userId));
    }

    /**
     * {@code DeactivateUsers}. Continues after the response, see {@link StreamClient#awaitTask}.
     *
     * @param userIds 1 to 100 users
     * @param options {@code mark_messages_deleted}, {@code mark_channels_deleted}, {@code created_by_id}
     * @return the task
     */
    public String deactivateUsers(Collection<String> userIds, Json options) {
        return task(StreamOperation.DEACTIVATE_USERS, userIds, options);
    }

    /**
     * {@code ReactivateUsers}. Continues after the response, see {@link StreamClient#awaitTask}.
     *
     * @param userIds 1 to 100 users
     * @param options {@code restore_messages}, {@code restore_channels}, {@code created_by_id}
     * @return the task
     */
    public String reactivateUsers(Collection<String> userIds, Json options) {
        return task(StreamOperation.REACTIVATE_USERS, userIds, options);
    }

    private String task(StreamOperation operation, Collection<String> userIds, Json options) {
        return transport.call(operation, body(userIds, options)).string("task_id");
    }

    private static Json body(Collection<String> userIds, Json options) {
        List<String> ids = Check.listOf("userIds", userIds);
        Check.between("number of users", ids.size(), 1, StreamClient.BATCH);
        ids.forEach(id -> StreamUserId.check("user id", id));
        return Check.notNull("options", options).toBuilder()
                .put("user_ids", ids)
                .build();
    }

    /**
     * Revokes all tokens of a user that were issued before a time; null removes the revocation. The time is rounded down to a
     * second, the precision of tokens. New tokens of this provider work at once; those of another process, which are backdated, work
     * after the duration of its backdating.
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
