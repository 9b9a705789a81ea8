package io.videoprovider.examples.meetings;

import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.history.CallEntry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A meeting: a call in the history, with custom data and roles of members that this application sets. */
record Meeting(CallEntry entry) {

    /** Names of custom data. */
    static final String KIND = "kind";

    static final String DESCRIPTION = "description";

    /** The secret part of the invitation link, and of the link for viewers of the live stream. */
    static final String KEY = "key";

    static final String LIVE_KEY = "liveKey";

    /** Set when a host has ended or cancelled the meeting: it cannot be joined again. */
    static final String CLOSED = "closed";

    static final String INSTANT = "INSTANT";
    static final String SCHEDULED = "SCHEDULED";
    static final String PERSONAL = "PERSONAL";

    /** Roles of members; others have none. */
    static final String HOST = "host";

    static final String REMOVED = "removed";

    CallId call() {
        return entry.call();
    }

    String title() {
        return Objects.requireNonNullElse(entry.title(), "");
    }

    String owner() {
        return Objects.requireNonNullElse(entry.createdBy(), "");
    }

    String custom(String name) {
        return entry.custom().getOrDefault(name, "");
    }

    boolean closed() {
        return entry.custom().containsKey(CLOSED);
    }

    boolean personal() {
        return custom(KIND).equals(PERSONAL);
    }

    /** Returns the owner, an invited user, or one who has joined with the link; empty for strangers. */
    Optional<Member> member(String user) {
        return owner().equals(user)
                ? Optional.of(new Member(user, HOST))
                : entry.members().stream()
                        .filter(member -> member.userId().equals(user))
                        .findFirst();
    }

    boolean isHost(String user) {
        return hasRole(user, HOST);
    }

    boolean hasRole(String user, String role) {
        return member(user).filter(member -> role.equals(member.role())).isPresent();
    }

    /** The meeting in JSON. */
    record View(
            String id,
            String title,
            @Nullable String description,
            String host,
            String hostName,
            String kind,
            String state,
            boolean closed,
            @Nullable Instant startsAt,
            @Nullable Instant opensAt,
            @Nullable Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            List<String> invited,
            boolean isHost,
            String link,
            String liveLink,
            boolean recording,
            boolean live,
            boolean captions) {}

    /** Returns the meeting as the page shows it to a user. */
    View view(String user, String ownerName, String base, LiveMeeting live, @Nullable Instant opensAt) {
        return new View(
                call().id(),
                title(),
                entry.custom().get(DESCRIPTION),
                owner(),
                ownerName,
                custom(KIND),
                entry.state().name(),
                closed(),
                entry.startsAt(),
                opensAt,
                entry.createdAt(),
                entry.lastStartedAt(),
                entry.endedAt(),
                entry.members().stream().map(Member::userId).toList(),
                isHost(user),
                base + "/meeting.html?id=" + call().id() + "&key=" + custom(KEY),
                base + "/live.html?id=" + call().id() + "&key=" + custom(LIVE_KEY),
                live.recording(),
                live.broadcasting(),
                live.captions());
    }
}
