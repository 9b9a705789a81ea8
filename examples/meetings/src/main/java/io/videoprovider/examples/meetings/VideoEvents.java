package io.videoprovider.examples.meetings;

import io.videoprovider.event.BroadcastEvent;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CaptionSpoken;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Sends to pages what webhooks report: verified, at least once, in order per call. */
@Component
class VideoEvents {

    private final Meetings meetings;
    private final People people;
    private final Events events;

    VideoEvents(Meetings meetings, People people, Events events) {
        this.meetings = meetings;
        this.people = people;
        this.events = events;
    }

    @EventListener
    void joined(ParticipantJoined event) {
        present(event, event.participant(), "joined");
    }

    @EventListener
    void left(ParticipantLeft event) {
        present(event, event.participant(), "left");
    }

    private void present(VideoEvent event, Participant participant, String type) {
        if (!participant.kind().equals(ParticipantKind.STANDARD) || Admissions.isViewer(participant.userId())) {
            return;
        }
        meeting(event)
                .ifPresent(meeting -> events.toMeeting(
                        meeting,
                        type,
                        Map.of(
                                "userId", participant.userId(),
                                "name", people.find(participant.userId()).name())));
    }

    @EventListener
    void recording(RecordingEvent event) {
        meeting(event).ifPresent(meeting -> {
            meetings.live(meeting).recording(event.recording().status().active());
            events.toMeeting(
                    meeting,
                    "recording",
                    Map.of("recording", RecordingController.View.of(event.recording(), meeting, false)));
        });
    }

    @EventListener
    void caption(CaptionSpoken event) {
        meeting(event)
                .ifPresent(meeting -> events.toMeeting(
                        meeting,
                        "caption",
                        Map.of(
                                "userId", event.userId(),
                                "name", people.find(event.userId()).name(),
                                "text", event.text())));
    }

    @EventListener
    void broadcast(BroadcastEvent event) {
        meeting(event).ifPresent(meeting -> {
            boolean live = LiveStreamController.active(event.broadcast());
            meetings.live(meeting).broadcast(live ? event.broadcast().id().toString() : null);
            events.toMeeting(
                    meeting,
                    "broadcast",
                    Map.of("live", live, "status", event.broadcast().status().name()));
        });
    }

    @EventListener
    void ended(CallEnded event) {
        meeting(event).ifPresent(meeting -> {
            LiveMeeting live = meetings.live(meeting);
            live.recording(false);
            live.captions(false);
            live.broadcast(null);
            if (meeting.personal()) {
                live.clearChat();
            }
        });
    }

    /** Returns the meeting of an event; empty for calls of other applications. */
    private Optional<Meeting> meeting(VideoEvent event) {
        return Optional.ofNullable(event.call()).flatMap(meetings::find);
    }
}
