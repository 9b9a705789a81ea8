package io.videoprovider.stream;

import io.videoprovider.common.Json;
import io.videoprovider.stream.client.StreamClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates users that do not exist yet, because Stream rejects members that are not users. Existing users are looked up once and
 * cached. Of their data, only the name changes: Stream's upsert would replace the application's data about them.
 */
final class StreamUsers {

    /** The limit of the cache. An evicted user costs one look-up. */
    private static final int MAX_KNOWN = 10_000;

    private final StreamClient client;

    /** The names of existing users; {@code ""} for a user without one. */
    private final Map<String, String> known;

    StreamUsers(StreamClient client) {
        this(client, new ConcurrentHashMap<>());
    }

    private StreamUsers(StreamClient client, Map<String, String> known) {
        this.client = client;
        this.known = known;
    }

    /** Returns an instance that uses another client and shares the cache. */
    StreamUsers with(StreamClient client) {
        return new StreamUsers(client, known);
    }

    /** Creates those users that do not exist. */
    void ensure(Collection<String> userIds) {
        List<String> unknown =
                userIds.stream().distinct().filter(id -> !known.containsKey(id)).toList();
        for (int from = 0; from < unknown.size(); from += StreamClient.BATCH) {
            create(unknown.subList(from, Math.min(unknown.size(), from + StreamClient.BATCH)), Json.EMPTY);
        }
    }

    /**
     * Gives a user a display name, and creates a user that does not exist. Sends no request if the user has the name, as far as this
     * provider knows.
     */
    void name(String userId, String name) {
        if (name.equals(known.get(userId))) {
            return;
        }
        if (!known.containsKey(userId)) {
            create(List.of(userId), Json.builder().put("name", name).build());
        }
        if (!name.equals(known.get(userId))) {
            Json change = Json.builder()
                    .put("id", userId)
                    .put("set", Json.builder().put("name", name).build())
                    .build();
            Json unused = client.users().updateUsersPartial(List.of(change));
            remember(userId, name);
        }
    }

    /** Looks users up and creates those that do not exist, with the given fields. */
    private void create(List<String> userIds, Json fields) {
        Map<String, String> names = new HashMap<>();
        client.users().queryUsers(query(userIds)).forEach(user -> names.put(user.string("id"), user.string("name")));
        List<Json> missing = new ArrayList<>();
        for (String id : userIds) {
            if (!names.containsKey(id)) {
                missing.add(fields.toBuilder().put("id", id).build());
                names.put(id, fields.string("name"));
            }
        }
        if (!missing.isEmpty()) {
            client.users().upsertUsers(missing);
        }
        userIds.forEach(id -> remember(id, names.getOrDefault(id, "")));
    }

    /** Returns the query for users with these ids, at most {@link StreamClient#BATCH}. */
    static Json query(Collection<String> userIds) {
        Json filter = Json.builder()
                .put("id", Json.builder().put("$in", userIds).build())
                .build();
        return Json.builder()
                .put("filter_conditions", filter)
                // Otherwise a deactivated user passes for a missing one, and creating it replaces its data.
                .put("include_deactivated_users", true)
                .put("limit", userIds.size())
                .build();
    }

    /** Caches the name of an existing user. */
    void remember(String userId, String name) {
        if (known.size() > MAX_KNOWN) {
            known.clear();
        }
        known.put(userId, name);
    }

    /** Removes a user from the cache. */
    void forget(String userId) {
        known.remove(userId);
    }
}
