package io.videoprovider.history.jdbc;

import io.videoprovider.call.Member;
import io.videoprovider.common.Json;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.RingState;
import io.videoprovider.internal.jdbc.StorableText;
import io.videoprovider.ringing.RingKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Statements on the tables of calls, their custom values and their members. */
final class CallTable extends EntryTable<CallEntry> {

    CallTable() {
        super(
                "videoprovider_call",
                List.of(
                        "provider",
                        "call_type",
                        "call_id",
                        "state",
                        "active_at",
                        "title",
                        "created_by",
                        "starts_at",
                        "custom",
                        "members",
                        "rings",
                        "ring_caller",
                        "ring_kind",
                        "rung_at",
                        "ring_until",
                        "ring_due_at",
                        "unannounced_rings",
                        "created_at",
                        "last_started_at",
                        "last_session_id",
                        "ended_at",
                        "deleted_at",
                        "open_sessions",
                        "unreachable_since",
                        "failure",
                        "details_at"),
                "");
    }

    @Override
    String id(CallEntry entry) {
        return entry.id();
    }

    @Override
    String selected() {
        return "t.*";
    }

    @Override
    String loaded() {
        return "t.*";
    }

    @Override
    String time() {
        return "active_at";
    }

    /** Loads calls and locks them, so that no other transaction changes an entry of them. */
    Map<String, CallEntry> lock(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, CallEntry> found = new LinkedHashMap<>();
        // All transactions lock in the same order, so that they do not deadlock.
        for (CallEntry call : load(connection, "t.id IN (%s)", ids, " ORDER BY t.id FOR UPDATE", null)) {
            found.put(call.id(), call);
        }
        return found;
    }

    @Override
    void bind(CallEntry call, Parameters parameters) throws SQLException {
        parameters
                .word(call.provider().value())
                .key(call.call().type())
                .key(call.call().id())
                .word(call.state().name())
                .time(call.activeAt())
                .text(call.title())
                .key(call.createdBy())
                .time(call.startsAt())
                .json(texts(call.custom()))
                .json(members(call.members()))
                .json(rings(call.rings()))
                .key(call.ringCaller())
                .word(call.ringKind() == null ? null : call.ringKind().name())
                .time(call.rungAt())
                .time(call.ringUntil())
                .time(call.ringDueAt())
                .json(texts(call.unannouncedRings()))
                .time(call.createdAt())
                .time(call.lastStartedAt())
                .key(call.lastSessionId())
                .time(call.endedAt())
                .time(call.deletedAt())
                .number((long) call.openSessions())
                .time(call.unreachableSince())
                .text(call.failure())
                .time(call.detailsAt());
    }

    @Override
    CallEntry read(Row row) throws SQLException {
        String ringKind = row.optionalText("ring_kind");
        return CallEntry.builder(row.provider(), row.call())
                .title(row.optionalText("title"))
                .createdBy(row.optionalText("created_by"))
                .startsAt(row.optionalTime("starts_at"))
                .custom(texts(row.optionalText("custom")))
                .members(members(row.optionalText("members")))
                .rings(rings(row.optionalText("rings")))
                .ringCaller(row.optionalText("ring_caller"))
                .ringKind(ringKind == null ? null : Row.constant(RingKind.class, ringKind))
                .rungAt(row.optionalTime("rung_at"))
                .ringUntil(row.optionalTime("ring_until"))
                .ringDueAt(row.optionalTime("ring_due_at"))
                .unannouncedRings(texts(row.optionalText("unannounced_rings")))
                .createdAt(row.optionalTime("created_at"))
                .lastStartedAt(row.optionalTime("last_started_at"))
                .lastSessionId(row.optionalText("last_session_id"))
                .endedAt(row.optionalTime("ended_at"))
                .deletedAt(row.optionalTime("deleted_at"))
                .openSessions((int) row.number("open_sessions"))
                .unreachableSince(row.optionalTime("unreachable_since"))
                .failure(row.optionalText("failure"))
                .detailsAt(row.optionalTime("details_at"))
                .build();
    }

    /** Writes calls, and the custom values and members that have changed. */
    void write(Connection connection, Collection<CallEntry> calls, Map<String, CallEntry> loaded) throws SQLException {
        write(connection, calls, loaded::containsKey);
        List<CallEntry> custom = changed(calls, loaded, (a, b) -> a.custom().equals(b.custom()));
        if (!custom.isEmpty()) {
            delete(connection, "videoprovider_call_custom", custom, loaded);
            insertCustom(connection, custom);
        }
        List<CallEntry> members = changed(calls, loaded, (a, b) -> a.members().equals(b.members()));
        if (!members.isEmpty()) {
            delete(connection, "videoprovider_call_member", members, loaded);
            insertMembers(connection, members);
        }
    }

    private static List<CallEntry> changed(
            Collection<CallEntry> calls, Map<String, CallEntry> loaded, BiPredicate<CallEntry, CallEntry> equal) {
        return calls.stream()
                .filter(call -> {
                    CallEntry before = loaded.get(call.id());
                    return before == null
                            ? !equal.test(
                                    call,
                                    CallEntry.builder(call.provider(), call.call())
                                            .build())
                            : !equal.test(call, before);
                })
                .toList();
    }

    private static void delete(
            Connection connection, String table, List<CallEntry> calls, Map<String, CallEntry> loaded)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + table + " WHERE call_ref = ?")) {
            boolean any = false;
            for (CallEntry call : calls) {
                if (loaded.containsKey(call.id())) {
                    new Parameters(statement).id(call.id());
                    statement.addBatch();
                    any = true;
                }
            }
            if (any) {
                statement.executeBatch();
            }
        }
    }

    private static void insertCustom(Connection connection, List<CallEntry> calls) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO videoprovider_call_custom (call_ref, hash, name, content) VALUES (?, ?, ?, ?)")) {
            boolean any = false;
            for (CallEntry call : calls) {
                for (Map.Entry<String, String> value : call.custom().entrySet()) {
                    new Parameters(statement)
                            .id(call.id())
                            .id(customHash(value.getKey(), value.getValue()))
                            .text(value.getKey(), StorableText.MAX_KEY)
                            .text(value.getValue(), 1024);
                    statement.addBatch();
                    any = true;
                }
            }
            if (any) {
                statement.executeBatch();
            }
        }
    }

    private static void insertMembers(Connection connection, List<CallEntry> calls) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO videoprovider_call_member (call_ref, user_id, role) VALUES (?, ?, ?)")) {
            boolean any = false;
            for (CallEntry call : calls) {
                Set<String> users = new HashSet<>();
                for (Member member : call.members()) {
                    if (users.add(member.userId())) {
                        new Parameters(statement)
                                .id(call.id())
                                .key(member.userId())
                                .word(member.role());
                        statement.addBatch();
                        any = true;
                    }
                }
            }
            if (any) {
                statement.executeBatch();
            }
        }
    }

    /** Returns the hash of a custom value, as 32 hexadecimal digits. */
    static String customHash(String name, String value) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            // No text contains this byte in UTF-8.
            digest.update((byte) 0xff);
            digest.update(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required on every Java platform", e);
        }
    }

    private static @Nullable String texts(Map<String, String> texts) {
        if (texts.isEmpty()) {
            return null;
        }
        Json.Builder json = Json.builder();
        // A reader of JSON limits the length of names.
        texts.forEach((name, text) -> json.put(StorableText.of(name, StorableText.MAX_KEY), text));
        return json.build().write();
    }

    private static Map<String, String> texts(@Nullable String json) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (json != null) {
            Json object = Json.parse(json);
            object.asMap().keySet().forEach(name -> texts.put(name, object.string(name)));
        }
        return texts;
    }

    private static @Nullable String rings(Map<String, RingState> rings) {
        Map<String, String> names = new LinkedHashMap<>();
        rings.forEach((user, state) -> names.put(user, state.name()));
        return texts(names);
    }

    private static Map<String, RingState> rings(@Nullable String json) {
        Map<String, RingState> rings = new LinkedHashMap<>();
        texts(json).forEach((user, name) -> {
            RingState state = Row.constant(RingState.class, name);
            if (state != null) {
                rings.put(user, state);
            }
        });
        return rings;
    }

    private static @Nullable String members(List<Member> members) {
        if (members.isEmpty()) {
            return null;
        }
        return Json.builder()
                .put(
                        "members",
                        members.stream()
                                .map(member -> Json.builder()
                                        .put("user", member.userId())
                                        .put("role", member.role())
                                        .build())
                                .toList())
                .build()
                .write();
    }

    private static List<Member> members(@Nullable String json) {
        List<Member> members = new ArrayList<>();
        if (json != null) {
            for (Json member : Json.parse(json).objects("members")) {
                members.add(new Member(member.string("user"), member.text("role")));
            }
        }
        return members;
    }
}
