package io.videoprovider.stream;

import io.videoprovider.call.DeleteMode;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import io.videoprovider.user.User;
import io.videoprovider.user.UserRequest;
import io.videoprovider.user.Users;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Users of a Stream application. Changes only what a request sets: Stream's upsert would replace all data of a user. */
final class StreamUserStore implements Users {

    private static final Set<String> OWN_FIELDS = Set.of(
            "banned",
            "custom",
            "id",
            "image",
            "invisible",
            "language",
            "name",
            "online",
            "privacy_settings",
            "revoke_tokens_issued_before",
            "role",
            "shadow_banned",
            "teams",
            "teams_role");

    private final StreamClient client;
    private final StreamUsers known;
    private final ProviderId provider;

    StreamUserStore(StreamClient client, StreamUsers known, ProviderId provider) {
        this.client = client;
        this.known = known;
        this.provider = provider;
    }

    @Override
    public User upsert(UserRequest request) {
        String userId =
                StreamUserId.check("userId", Check.notNull("request", request).userId());
        Json.Builder set = Json.builder();
        List<String> unset = new ArrayList<>();
        request.custom().forEach((name, value) -> put(customName(name), value, set, unset));
        put("name", request.name(), set, unset);
        put("image", request.image(), set, unset);
        put("role", request.role(), set, unset);
        Json fields = set.build();
        if (fields.asMap().isEmpty() && unset.isEmpty()) {
            return known.ensure(List.of(userId), () -> get(userId));
        }
        Json user = change(userId, fields, unset).object(userId);
        if (request.name() != null) {
            known.remember(userId, request.name());
        }
        return user.string("id").isEmpty() ? get(userId) : user(user);
    }

    private Json change(String userId, Json set, List<String> unset) {
        Json changes = Json.builder()
                .put("id", userId)
                .putIfNotEmpty("set", set.asMap())
                .putIfNotEmpty("unset", unset)
                .build();
        return known.ensure(List.of(userId), () -> client.users().updateUsersPartial(List.of(changes)));
    }

    /** Custom data is sent beside Stream's own fields, where a dot separates the names of nested objects. */
    private static String customName(String name) {
        if (OWN_FIELDS.contains(name) || name.endsWith("_at")) {
            throw new InvalidRequestException("custom", "must not contain \"" + name + "\", a field of Stream");
        }
        if (name.contains(".")) {
            throw new InvalidRequestException(
                    "custom", "must not contain a name with a dot on Stream: \"" + name + "\"");
        }
        return name;
    }

    private static void put(String name, @Nullable String value, Json.Builder set, List<String> unset) {
        if (value != null && value.isEmpty()) {
            unset.add(name);
        } else if (value != null) {
            set.put(name, value);
        }
    }

    @Override
    public User get(String userId) {
        return client.users().queryUsers(StreamUsers.query(List.of(StreamUserId.check("userId", userId)))).stream()
                .findFirst()
                .map(StreamUserStore::user)
                .orElseThrow(() -> new NotFoundException("the user does not exist", ErrorDetails.at(provider), null));
    }

    private static User user(Json user) {
        Json custom = user.object("custom");
        Map<String, String> texts = new LinkedHashMap<>();
        custom.asMap().forEach((name, value) -> {
            if (value instanceof String text) {
                texts.put(name, text);
            }
        });
        return new User(
                user.string("id"),
                textOrNull(user, "name"),
                textOrNull(user, "image"),
                textOrNull(user, "role"),
                user.has("deactivated_at"),
                texts,
                user);
    }

    private static @Nullable String textOrNull(Json user, String name) {
        String text = user.string(name);
        return text.isEmpty() ? null : text;
    }

    @Override
    public void deactivate(String userId) {
        unlessDone(() -> client.users().deactivateUser(StreamUserId.check("userId", userId), Json.EMPTY));
    }

    @Override
    public void reactivate(String userId) {
        unlessDone(() -> client.users().reactivateUser(StreamUserId.check("userId", userId), Json.EMPTY));
    }

    private static void unlessDone(Runnable change) {
        try {
            change.run();
        } catch (ConflictException doneAlready) {
            // the intended result
        }
    }

    @Override
    public void delete(String userId, DeleteMode mode) {
        StreamUserId.check("userId", userId);
        // Stream deletes a user completely only together with the messages and the channels of two members.
        Json options = Check.notNull("mode", mode) == DeleteMode.HARD
                ? Json.builder()
                        .put("user", "hard")
                        .put("messages", "hard")
                        .put("conversations", "hard")
                        .build()
                : Json.builder().put("user", "soft").build();
        try {
            String unused = client.users().deleteUsers(List.of(userId), options);
        } catch (NotFoundException deletedAlready) {
            // the intended result
        } finally {
            known.forget(userId);
        }
    }
}
