package io.videoprovider.stream;

import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.VideoException;
import io.videoprovider.stream.client.StreamClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Creates users that do not exist yet, because Stream rejects members that are not users. Existing users are looked up once and
 * cached. Of their data, only the name changes: Stream's upsert would replace the application's data about them.
 *
 * <p>A user is looked up and then created, because Stream has no operation that only creates users. Threads of one provider take turns.
 * A user that another process creates in between loses the data that the other process gave it.
 */
final class StreamUsers {

    /** The limit of the cache. An evicted user costs one look-up. */
    private static final int MAX_KNOWN = 10_000;

    /** Stream has no error code for it; only these words distinguish it from other errors. */
    private static final Pattern MISSING_USER = Pattern.compile("\\busers?\\b.*exist", Pattern.CASE_INSENSITIVE);

    /** Each lock is for all users with the same remainder of the hash code. */
    private static final int LOCKS = 256;

    /** The maximum time to wait for other threads that create users with the same locks, because minting a token must not wait for long. */
    private static final Duration LOCK_WAIT = Duration.ofSeconds(1);

    /** The names of existing users; {@code ""} for a user without one. */
    private final Map<String, String> known;

    private final StreamClient client;
    private final List<Lock> locks;

    StreamUsers(StreamClient client) {
        this(
                client,
                new ConcurrentHashMap<>(),
                Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList());
    }

    private StreamUsers(StreamClient client, Map<String, String> known, List<Lock> locks) {
        this.client = client;
        this.known = known;
        this.locks = locks;
    }

    /** Returns an instance that uses another client and shares the cache. */
    StreamUsers with(StreamClient client) {
        return new StreamUsers(client, known, locks);
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
     * Creates those users that do not exist, and sends a request with them. If Stream rejects it because a user does not exist, another
     * process has deleted a cached one: then looks all of them up and sends the request once more.
     */
    <T> T ensure(Collection<String> userIds, Supplier<T> request) {
        boolean cached = userIds.stream().anyMatch(known::containsKey);
        ensure(userIds);
        try {
            return request.get();
        } catch (InvalidRequestException | NotFoundException rejected) {
            if (!cached || !isMissingUser(rejected)) {
                throw rejected;
            }
            userIds.forEach(this::forget);
            ensure(userIds);
            return request.get();
        }
    }

    /** As {@link #ensure(Collection, Supplier)}, for a request without a result. */
    void ensureFor(String userId, Runnable request) {
        ensure(List.of(userId), () -> {
            request.run();
            return userId;
        });
    }

    private static boolean isMissingUser(VideoException rejected) {
        return MISSING_USER.matcher(String.valueOf(rejected.getMessage())).find();
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
            Json unused = ensure(List.of(userId), () -> client.users().updateUsersPartial(List.of(change)));
            remember(userId, name);
        }
    }

    /** Looks users up and creates those that do not exist, with the given fields. */
    private void create(List<String> userIds, Json fields) {
        Map<String, String> names = new HashMap<>();
        client.users().queryUsers(query(userIds)).forEach(user -> names.put(user.string("id"), user.string("name")));
        names.forEach(this::rememberFound);
        List<String> missing =
                userIds.stream().filter(id -> !names.containsKey(id)).toList();
        List<Lock> held = lock(missing);
        try {
            // Another thread may have created some of them since the look-up, and have given them data.
            List<Json> created = missing.stream()
                    .filter(id -> !known.containsKey(id))
                    .map(id -> fields.toBuilder().put("id", id).build())
                    .toList();
            if (!created.isEmpty()) {
                client.users().upsertUsers(created);
            }
            created.forEach(user -> remember(user.string("id"), fields.string("name")));
        } finally {
            held.forEach(Lock::unlock);
        }
    }

    /** Takes the locks of users, in one order for all threads, and returns those that were free in time. */
    private List<Lock> lock(List<String> userIds) {
        int[] wanted = userIds.stream()
                .mapToInt(id -> Math.floorMod(id.hashCode(), LOCKS))
                .sorted()
                .distinct()
                .toArray();
        List<Lock> held = new ArrayList<>();
        long deadline = System.nanoTime() + LOCK_WAIT.toNanos();
        try {
            for (int index : wanted) {
                Lock lock = locks.get(index);
                if (!lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    break;
                }
                held.add(lock);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return held;
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
        makeRoom();
        known.put(userId, name);
    }

    /** Does not replace the name that another thread has given the user since the look-up. */
    private void rememberFound(String userId, String name) {
        makeRoom();
        known.putIfAbsent(userId, name);
    }

    private void makeRoom() {
        if (known.size() > MAX_KNOWN) {
            known.clear();
        }
    }

    /** Removes a user from the cache. */
    void forget(String userId) {
        known.remove(userId);
    }
}
