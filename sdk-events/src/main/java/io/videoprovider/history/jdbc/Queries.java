package io.videoprovider.history.jdbc;

import io.videoprovider.history.BroadcastQuery;
import io.videoprovider.history.CallEntryQuery;
import io.videoprovider.history.HistoryQuery;
import io.videoprovider.history.ParticipationQuery;
import io.videoprovider.history.RecordingQuery;
import io.videoprovider.history.SessionQuery;
import io.videoprovider.history.TranscriptionQuery;
import io.videoprovider.internal.jdbc.EpochMicros;
import io.videoprovider.internal.jdbc.StorableText;
import io.videoprovider.recording.RecordingStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The branches of queries. */
final class Queries {

    private static final String OF_CREATED_CALLS =
            "t.call_ref IN (SELECT k.id FROM videoprovider_call k WHERE k.created_by = ?)";
    private static final String OF_JOINED_SESSIONS =
            "t.session_ref IN (SELECT p.session_ref FROM videoprovider_participation p WHERE p.user_id = ?)";
    private static final String OF_JOINED_CALLS =
            "t.session_ref IS NULL AND t.call_ref IN (SELECT p.call_ref FROM videoprovider_participation p WHERE p.user_id = ?)";

    private Queries() {}

    static List<Branch> calls(CallEntryQuery query) {
        Supplier<Branch> all = () -> Branch.from("videoprovider_call t").matching(query, "t.id");
        List<String> states = names(query.states());
        List<Branch> branches = new ArrayList<>();
        if (query.user() != null) {
            branches.add(in(all.get().and("t.created_by = ?", StorableText.key(query.user())), "t.state", states));
            branches.add(in(
                    all.get()
                            .and(
                                    "t.id IN (SELECT m.call_ref FROM videoprovider_call_member m WHERE m.user_id = ?)",
                                    StorableText.key(query.user())),
                    "t.state",
                    states));
        } else if (isSelective(query) || query.order() == CallEntryQuery.Order.EARLIEST_START_FIRST) {
            branches.add(in(all.get(), "t.state", states));
        } else {
            branches.addAll(split(all, "t.state", states));
        }
        if (query.order() == CallEntryQuery.Order.EARLIEST_START_FIRST) {
            branches.forEach(branch -> branch.and("t.starts_at IS NOT NULL"));
        }
        return branches;
    }

    static Branch sessions(SessionQuery query) {
        Branch branch = query.user() == null
                ? Branch.from("videoprovider_session t")
                : Branch.from(
                        "(SELECT DISTINCT p.session_ref FROM videoprovider_participation p WHERE p.user_id = ?) j"
                                + " JOIN videoprovider_session t ON t.id = j.session_ref",
                        StorableText.key(query.user()));
        branch.matching(query, "t.call_ref");
        if (query.open() != null) {
            branch.and(query.open() ? "t.open_since IS NOT NULL" : "t.ended_at IS NOT NULL");
        }
        return branch;
    }

    static Branch participations(ParticipationQuery query) {
        boolean joined = query.connected() != null || query.sessionId() != null;
        Branch branch = Branch.from("videoprovider_participation t"
                        + (joined ? " JOIN videoprovider_session s ON s.id = t.session_ref" : ""))
                .matching(query, "t.call_ref");
        if (query.user() != null) {
            branch.and("t.user_id = ?", StorableText.key(query.user()));
        }
        if (query.sessionId() != null) {
            if (query.provider() != null && query.call() != null) {
                branch.and(
                        "t.session_ref = ?",
                        Parameters.bytes(SessionTable.id(query.provider(), query.call(), query.sessionId())));
            } else {
                branch.and("s.session_id = ?", StorableText.key(query.sessionId()));
            }
        }
        if (query.connected() != null) {
            branch.and(
                    query.connected()
                            ? "t.left_at IS NULL AND s.open_since IS NOT NULL"
                            : "(t.left_at IS NOT NULL OR s.ended_at IS NOT NULL)");
        }
        return branch;
    }

    static List<Branch> recordings(RecordingQuery query) {
        Supplier<Branch> all = () -> {
            Branch branch = Branch.from("videoprovider_recording t").matching(query, "t.call_ref");
            if (query.sessionId() != null) {
                branch.and("t.session_id = ?", StorableText.key(query.sessionId()));
            }
            if (query.expiresBefore() != null) {
                branch.and("t.deletable_at < ?", EpochMicros.of(query.expiresBefore()));
            }
            return branch;
        };
        boolean selective = isSelective(query) || query.sessionId() != null;
        List<String> statuses = query.expiresBefore() != null
                        && query.statuses().isEmpty()
                ? Arrays.stream(RecordingStatus.values()).map(Enum::name).toList()
                : names(query.statuses());
        return concerning(query.user(), selective, all, statuses);
    }

    static List<Branch> transcriptions(TranscriptionQuery query) {
        return concerning(
                query.user(),
                isSelective(query),
                () -> Branch.from("videoprovider_transcription t").matching(query, "t.call_ref"),
                names(query.statuses()));
    }

    static List<Branch> broadcasts(BroadcastQuery query) {
        return concerning(
                query.user(),
                isSelective(query),
                () -> Branch.from("videoprovider_broadcast t").matching(query, "t.call_ref"),
                names(query.statuses()));
    }

    /** Returns the branches of a user, who created the call or joined the session; without a session, any session of the call. */
    private static List<Branch> concerning(
            @Nullable String user, boolean selective, Supplier<Branch> all, List<String> statuses) {
        if (user != null) {
            String key = StorableText.key(user);
            return List.of(
                    in(all.get().and(OF_CREATED_CALLS, key), "t.status", statuses),
                    in(all.get().and(OF_JOINED_SESSIONS, key), "t.status", statuses),
                    in(all.get().and(OF_JOINED_CALLS, key), "t.status", statuses));
        }
        return selective ? List.of(in(all.get(), "t.status", statuses)) : split(all, "t.status", statuses);
    }

    private static boolean isSelective(HistoryQuery query) {
        return query.call() != null || !query.custom().isEmpty();
    }

    /** Returns a branch for each value, because an index on the column and the time yields no order over several values. */
    private static List<Branch> split(Supplier<Branch> all, String column, List<String> names) {
        return names.isEmpty()
                ? List.of(all.get())
                : names.stream()
                        .map(name -> all.get().and(column + " = ?", name))
                        .toList();
    }

    private static Branch in(Branch branch, String column, List<String> names) {
        return names.isEmpty() ? branch : branch.in(column, names);
    }

    private static List<String> names(Collection<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).sorted().toList();
    }
}
