package io.videoprovider.stream;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.VendorEvent;
import io.videoprovider.spi.JsonTimes;
import io.videoprovider.stream.client.StreamEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Events that only Stream sends. Each type reads its fields from {@link #raw}. */
public sealed interface StreamOnlyEvent extends VendorEvent {

    /**
     * {@code call.live_started}: the call left the backstage. A return to the backstage is a {@code CallUpdated}.
     *
     * @param info the fields that all events have
     */
    record WentLive(EventInfo info) implements StreamOnlyEvent {

        public WentLive {
            Check.notNull("info", info);
        }
    }

    /**
     * {@code call.session_participant_count_updated}: the number of participants changed.
     *
     * @param info the fields that all events have
     */
    record ParticipantsCounted(EventInfo info) implements StreamOnlyEvent {

        public ParticipantsCounted {
            Check.notNull("info", info);
        }

        /** Returns the number of participants with a user id. */
        public long named() {
            Json byRole = raw().object("participants_count_by_role");
            return byRole.asMap().keySet().stream().mapToLong(byRole::number).sum();
        }

        /** Returns the number of anonymous participants. */
        public long anonymous() {
            return raw().number("anonymous_participant_count");
        }
    }

    /**
     * {@code call.frame_recording_started}, {@code call.frame_recording_stopped}, {@code call.frame_recording_failed}: periodic
     * images of the call started or ended; see {@link #type}.
     *
     * @param info the fields that all events have
     */
    record FrameRecordingChanged(EventInfo info) implements StreamOnlyEvent {

        public FrameRecordingChanged {
            Check.notNull("info", info);
        }

        /** Returns the id of the frame recording. */
        public String egressId() {
            return raw().string("egress_id");
        }
    }

    /**
     * {@code call.frame_recording_ready}: an image was captured.
     *
     * @param info the fields that all events have
     */
    record FrameCaptured(EventInfo info) implements StreamOnlyEvent {

        public FrameCaptured {
            Check.notNull("info", info);
        }

        /** Returns the URL of the image. It is signed and grants access to the image. */
        public String url() {
            return raw().string("url");
        }

        /** Returns the time of the image; null if not reported. */
        public @Nullable Instant capturedAt() {
            return StreamEvent.moment(raw(), "captured_at");
        }

        /** Returns the type of the track, such as {@code TRACK_TYPE_VIDEO}. */
        public String trackType() {
            return StreamEvent.enumName(raw(), "track_type");
        }

        /** Returns the ids of the users in the image. */
        public Set<String> userIds() {
            return raw().object("users").asMap().keySet();
        }
    }

    /**
     * {@code call.moderation_blur}: the video of a user is blurred.
     *
     * @param info the fields that all events have
     */
    record PictureBlurred(EventInfo info) implements StreamOnlyEvent {

        public PictureBlurred {
            Check.notNull("info", info);
        }

        /** Returns the id of the user. */
        public String userId() {
            return raw().string("user_id");
        }
    }

    /**
     * {@code call.moderation_warning}: a user received a warning.
     *
     * @param info the fields that all events have
     */
    record UserWarned(EventInfo info) implements StreamOnlyEvent {

        public UserWarned {
            Check.notNull("info", info);
        }

        /** Returns the id of the user. */
        public String userId() {
            return raw().string("user_id");
        }

        /** Returns the text of the warning. */
        public String message() {
            return raw().string("message");
        }
    }

    /**
     * {@code call.dtmf}: a user on a telephone pressed a key.
     *
     * @param info the fields that all events have
     */
    record KeyPressed(EventInfo info) implements StreamOnlyEvent {

        public KeyPressed {
            Check.notNull("info", info);
        }

        /** Returns the id of the user. */
        public String userId() {
            return raw().object("user").string("id");
        }

        /** Returns the key. */
        public String digit() {
            return raw().string("digit");
        }

        /** Returns the duration of the key press. */
        public Duration duration() {
            return JsonTimes.duration(raw(), "duration_ms", ChronoUnit.MILLIS);
        }
    }

    /**
     * {@code call.user_feedback_submitted}: a user rated the call.
     *
     * @param info the fields that all events have
     */
    record FeedbackSubmitted(EventInfo info) implements StreamOnlyEvent {

        public FeedbackSubmitted {
            Check.notNull("info", info);
        }

        /** Returns the id of the user. */
        public String userId() {
            return raw().object("user").string("id");
        }

        /** Returns the rating, from 1 to 5. */
        public long rating() {
            return raw().number("rating");
        }

        /** Returns the comment; empty without one. */
        public String reason() {
            return raw().string("reason");
        }
    }
}
