package io.videoprovider.stream;

import io.videoprovider.common.Json;
import io.videoprovider.stream.client.StreamClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates users that do not exist yet, because Stream rejects members that are not users. Existing users are looked up once and
 * cached. They are never written: an upsert would replace the application's data about them.
 */
final class StreamUsers {

    /** The limit of the cache. An evicted user costs one look-up. */
    private static final int MAX_KNOWN = 10_000;

    private final StreamClient client;
    private final Set<String> known;

    StreamUsers(StreamClient client) {
        this(client, ConcurrentHashMap.newKeySet());
    }

    private StreamUsers(StreamClient client, Set<String> known) {
        this.client = client;
        this.known = known;
    }

    /** Returns an instance that uses another client and shares the cache. */
    StreamUsers with(StreamClient client) {
        return new StreamUsers(client, known);
    }

    void ensure(Collection<String> userIds) {
        List<String> unknown =
                userIds.stream().distinct().filter(id -> !known.contains(id)).toList();
        for (int from = 0; from < unknown.size(); from += StreamClient.BATCH) {
            batch(unknown.subList(from, Math.min(unknown.size(), from + StreamClient.BATCH)));
        }
    }

    private void batch(List<String> userIds) {
        Json filter = Json.builder()
                .put("id", Json.builder().put("$in", userIds).build())
                .build();
        Json query = Json.builder()
                .put("filter_conditions", filter)
                .put("limit", userIds.size())
                .build();
        Set<String> missing = new HashSet<>(userIds);
        client.users().queryUsers(query).forEach(user -> missing.remove(user.string("id")));
        if (!missing.isEmpty()) {
            List<Json> users = new ArrayList<>();
            missing.forEach(id -> users.add(Json.builder().put("id", id).build()));
            client.users().upsertUsers(users);
        }
        if (known.size() > MAX_KNOWN) {
            known.clear();
        }
        known.addAll(userIds);
    }
}
