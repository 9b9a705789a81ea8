package io.videoprovider.examples.meetings;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.error.ProviderId;
import io.videoprovider.examples.meetings.People.Person;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * On an emulator, connects users to a call while they have a page of the meeting open: pages connect by themselves only where media works.
 * Thread-safe.
 */
@Component
class EmulatedClients {

    private record Client(CallId call, String user) {}

    private final Admissions admissions;
    private final Events events;

    /** Joins with a token; null without an emulator. */
    private final @Nullable BiFunction<String, CallId, SimulatedParticipant> emulator;

    private final Map<Client, SimulatedParticipant> connected = new HashMap<>();

    EmulatedClients(
            VideoProvider video,
            Admissions admissions,
            Events events,
            ObjectProvider<LiveKitEmulator> livekits,
            ObjectProvider<StreamEmulator> streams) {
        this.admissions = admissions;
        this.events = events;
        LiveKitEmulator livekit = livekits.getIfAvailable();
        StreamEmulator stream = streams.getIfAvailable();
        if (livekit != null && video.id().equals(ProviderId.LIVEKIT)) {
            this.emulator = (token, call) -> livekit.join(token);
        } else if (stream != null && video.id().equals(ProviderId.STREAM)) {
            this.emulator = (token, call) -> stream.join(token, call.toString());
        } else {
            this.emulator = null;
        }
    }

    /** Connects a user who has opened a page of a meeting, unless another client of the user is connected. */
    synchronized void opened(Meeting meeting, Person user) {
        if (emulator != null && !meeting.closed() && !admissions.connected(meeting.call(), user)) {
            String token = admissions.participant(meeting, user).token();
            connected.put(new Client(meeting.call(), user.id()), emulator.apply(token, meeting.call()));
        }
    }

    /** Disconnects a user who has closed the last page of a meeting. */
    synchronized void closed(Meeting meeting, Person user) {
        if (!events.inMeeting(meeting.call(), user.id())) {
            SimulatedParticipant participant = connected.remove(new Client(meeting.call(), user.id()));
            if (participant != null) {
                participant.leave();
            }
        }
    }

    /** Finds closed pages within seconds, so that a user can leave and join again at once. */
    @Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
    void findClosed() {
        if (emulator != null) {
            events.keepAlive();
        }
    }
}
