package io.videoprovider.stream;

import io.videoprovider.common.Json;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.VendorEvent;
import io.videoprovider.stream.client.StreamEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Stream alone tells. Each type reads its fields from {@link #raw}. */
public sealed interface StreamOnlyEvent extends VendorEvent {

    /**
     * {@code call.live_started}: the call left the backstage. That it is back there is told by {@code CallUpdated}.
     *
     * @param info what every event has
     */
    record WentLive(EventInfo info) implements StreamOnlyEvent {}

    /**
     * {@code call.session_participant_count_updated}: how many are in the call.
     *
     * @param info what every event has
     */
    record ParticipantsCounted(EventInfo info) implements StreamOnlyEvent {

        /** How many there are whom Stream knows by name. */
        public long named() {
            Json byRole = raw().object("participants_count_by_role");
            return byRole.asMap().keySet().stream().mapToLong(byRole::number).sum();
        }

        /** How many there are besides. */
        public long anonymous() {
            return raw().number("anonymous_participant_count");
        }
    }

    /**
     * {@code call.frame_recording_started}, {@code call.frame_recording_stopped}, {@code call.frame_recording_failed}: pictures are
     * taken of the call from time to time, or no longer; {@link #type} tells.
     *
     * @param info what every event has
     */
    record FrameRecordingChanged(EventInfo info) implements StreamOnlyEvent {

        /** Stream's id of it. */
        public String egressId() {
            return raw().string("egress_id");
        }
    }

    /**
     * {@code call.frame_recording_ready}: a picture was taken.
     *
     * @param info what every event has
     */
    record FrameCaptured(EventInfo info) implements StreamOnlyEvent {

        /** Where it is. The URL is signed: whoever has it can see the picture. */
        public String url() {
            return raw().string("url");
        }

        /** When it was taken; null when Stream did not say. */
        public @Nullable Instant capturedAt() {
            return StreamEvent.moment(raw(), "captured_at");
        }

        /** Of what, such as {@code TRACK_TYPE_VIDEO}. */
        public String trackType() {
            return raw().string("track_type");
        }

        /** Who is in it. */
        public Set<String> userIds() {
            return raw().object("users").asMap().keySet();
        }
    }

    /**
     * {@code call.moderation_blur}: somebody's picture is blurred.
     *
     * @param info what every event has
     */
    record PictureBlurred(EventInfo info) implements StreamOnlyEvent {

        /** Whose. */
        public String userId() {
            return raw().string("user_id");
        }
    }

    /**
     * {@code call.moderation_warning}: somebody is warned.
     *
     * @param info what every event has
     */
    record UserWarned(EventInfo info) implements StreamOnlyEvent {

        /** Who. */
        public String userId() {
            return raw().string("user_id");
        }

        /** What they are told. */
        public String message() {
            return raw().string("message");
        }
    }

    /**
     * {@code call.dtmf}: somebody on a telephone pressed a key.
     *
     * @param info what every event has
     */
    record KeyPressed(EventInfo info) implements StreamOnlyEvent {

        /** Who. */
        public String userId() {
            return raw().object("user").string("id");
        }

        /** Which key. */
        public String digit() {
            return raw().string("digit");
        }

        /** For how long. */
        public Duration duration() {
            return Duration.ofMillis(raw().number("duration_ms"));
        }
    }

    /**
     * {@code call.user_feedback_submitted}: somebody says how the call was.
     *
     * @param info what every event has
     */
    record FeedbackSubmitted(EventInfo info) implements StreamOnlyEvent {

        /** Who. */
        public String userId() {
            return raw().object("user").string("id");
        }

        /** From 1 to 5. */
        public long rating() {
            return raw().number("rating");
        }

        /** In their words; {@code ""} for none. */
        public String reason() {
            return raw().string("reason");
        }
    }
}
