package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.ProviderException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.participant.Participants;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.stream.client.CallClient;
import io.videoprovider.stream.client.CallParticipant;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Participants of Stream calls. */
final class StreamParticipants implements Participants {

    private final StreamClient client;
    private final StreamUsers users;
    private final String serverUser;
    private final Capabilities capabilities;
    private final RequestChecks checks;

    StreamParticipants(
            StreamClient client,
            StreamUsers users,
            String serverUser,
            Capabilities capabilities,
            RequestChecks checks) {
        this.client = client;
        this.users = users;
        this.serverUser = serverUser;
        this.capabilities = capabilities;
        this.checks = checks;
    }

    @Override
    public Page<Participant> list(CallId call) {
        CallMapper.checked(call, capabilities);
        Json response = client.calls().queryParticipants(call, Json.EMPTY);
        Map<String, CallParticipant> connections = new LinkedHashMap<>();
        add(connections, CallClient.participants(response));
        long total = response.number("total_participants");
        // Stream lists at most 100 and has no cursor. The session in the same response has the others.
        if (total > connections.size()) {
            Json current = response.object("call");
            Json session = current.object("session");
            if (session.string("id").equals(current.string("current_session_id"))) {
                add(connections, CallClient.participants(session));
            }
        }
        List<Participant> participants = sorted(connections.values());
        // A number out of range reads as the largest one.
        return total > 0 && total < Long.MAX_VALUE ? Page.of(participants, total) : Page.of(participants);
    }

    private static List<Participant> sorted(Collection<CallParticipant> connections) {
        return connections.stream()
                .map(ParticipantMapper::participant)
                .sorted(Comparator.comparing(
                                Participant::joinedAt, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(Participant::connectionId))
                .toList();
    }

    private static void add(Map<String, CallParticipant> connections, List<CallParticipant> listed) {
        listed.forEach(each -> connections.putIfAbsent(each.userId() + " " + each.userSessionId(), each));
    }

    @Override
    public Participant get(CallId call, String userId) {
        CallMapper.checked(call, capabilities);
        return ParticipantMapper.participant(
                client.calls().queryParticipants(call, userId).get(0));
    }

    @Override
    public Page<Participant> connections(CallId call, String userId) {
        CallMapper.checked(call, capabilities);
        return Page.of(sorted(client.calls().queryParticipants(call, userId)));
    }

    @Override
    public void remove(CallId call, String userId) {
        // Stream accepts a request to remove a user that is not in the call.
        get(call, userId);
        client.calls().kickUser(call, userId, false);
    }

    @Override
    public void mute(CallId call, String userId, TrackKind kind) {
        String field = ParticipantMapper.mute(Check.notNull("kind", kind));
        get(call, userId);
        mute(
                call,
                Json.builder()
                        .put("user_ids", List.of(userId))
                        .put(field, true)
                        .put("muted_by_id", serverUser)
                        .build());
    }

    private void mute(CallId call, Json body) {
        users.ensureFor(serverUser, () -> client.calls().muteUsers(call, body));
    }

    @Override
    public void muteAll(CallId call, TrackKind kind, Collection<String> except) {
        CallMapper.checked(call, capabilities);
        String field = ParticipantMapper.mute(Check.notNull("kind", kind));
        Set<String> kept = Check.<String>setOf("except", except);
        kept.forEach(userId -> StreamUserId.check("except", userId));
        Json.Builder mute = Json.builder().put(field, true).put("muted_by_id", serverUser);
        if (kept.isEmpty()) {
            mute(call, mute.put("mute_all_users", true).build());
            return;
        }
        // Stream mutes all participants or those in a list.
        Page<Participant> participants = list(call);
        if (participants.truncated()) {
            throw new ProviderException(
                    "the call has " + participants.total() + " participants, but Stream lists "
                            + participants.items().size() + " of them; mute all without exceptions instead",
                    ErrorDetails.at(capabilities.provider()),
                    null);
        }
        List<String> muted = participants.stream()
                .map(Participant::userId)
                .filter(userId -> !kept.contains(userId))
                .distinct()
                .toList();
        for (int from = 0; from < muted.size(); from += StreamClient.BATCH) {
            List<String> batch = muted.subList(from, Math.min(muted.size(), from + StreamClient.BATCH));
            mute(call, mute.put("user_ids", batch).build());
        }
    }

    @Override
    public void muteTrack(CallId call, String userId, String trackId) {
        Check.notNull("call", call);
        Check.notNull("userId", userId);
        Check.notNull("trackId", trackId);
        capabilities.require(Capability.MUTE_TRACK, "muting one track; mute its kind instead");
    }

    @Override
    public Participant update(CallId call, String userId, ParticipantUpdate change) {
        checks.check(change);
        List<String> grant = ParticipantMapper.permissions(change.allow(), capabilities.provider());
        List<String> revoke = ParticipantMapper.permissions(change.deny(), capabilities.provider());
        Participant present = get(call, userId);
        client.calls().updatePermissions(call, userId, grant, revoke);
        return present;
    }
}
