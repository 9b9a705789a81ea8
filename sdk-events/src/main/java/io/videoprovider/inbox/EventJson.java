package io.videoprovider.inbox;

import io.videoprovider.broadcast.Broadcast;
import io.videoprovider.broadcast.BroadcastId;
import io.videoprovider.broadcast.BroadcastKind;
import io.videoprovider.broadcast.BroadcastStatus;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.event.BroadcastEvent;
import io.videoprovider.event.BroadcastFailed;
import io.videoprovider.event.BroadcastStarted;
import io.videoprovider.event.BroadcastStopped;
import io.videoprovider.event.BroadcastUpdated;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.EventOrigin;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.event.RecordingEvent;
import io.videoprovider.event.RecordingFailed;
import io.videoprovider.event.RecordingReady;
import io.videoprovider.event.RecordingStarted;
import io.videoprovider.event.RecordingStopped;
import io.videoprovider.event.RecordingUpdated;
import io.videoprovider.event.RingAccepted;
import io.videoprovider.event.RingMissed;
import io.videoprovider.event.RingNotified;
import io.videoprovider.event.RingRejected;
import io.videoprovider.event.RingStarted;
import io.videoprovider.event.TranscriptionEvent;
import io.videoprovider.event.TranscriptionFailed;
import io.videoprovider.event.TranscriptionReady;
import io.videoprovider.event.TranscriptionStarted;
import io.videoprovider.event.TranscriptionStopped;
import io.videoprovider.event.UnknownEvent;
import io.videoprovider.event.VendorEvent;
import io.videoprovider.event.VideoEvent;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.participant.Track;
import io.videoprovider.participant.TrackKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.token.Permission;
import io.videoprovider.transcription.Transcription;
import io.videoprovider.transcription.TranscriptionId;
import io.videoprovider.transcription.TranscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of events that this SDK creates, as the body of a {@link Delivery}. Contains no raw data of the vendor, and no queries of URLs,
 * which may contain signatures.
 */
final class EventJson {

    /** The start of the types of these events. {@link Delivery#of(VideoEvent, byte[])} gives it to no webhook of a vendor. */
    static final String PREFIX = "videoprovider.";

    private EventJson() {}

    /** Returns the type of an event that this SDK creates, such as {@code videoprovider.call_ended}. */
    static String type(VideoEvent event) {
        if (event instanceof VendorEvent) {
            if (event.type().startsWith(PREFIX)) {
                return event.type();
            }
        } else if (data(event) != null) {
            String name = event.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
            return PREFIX + name.toLowerCase(Locale.ROOT);
        }
        throw new InvalidRequestException(
                "event",
                "must be of a type that this SDK creates, was "
                        + event.getClass().getSimpleName());
    }

    static byte[] write(VideoEvent event) {
        Instant occurredAt = event.occurredAt();
        CallId call = event.call();
        Json data = data(event);
        return Json.builder()
                .put("type", type(event))
                .put("origin", event.origin().name())
                .put("call", call == null ? null : call.toString())
                .put("sessionId", event.sessionId())
                .put("occurredAt", occurredAt == null ? null : occurredAt.toString())
                .put("data", data == null ? event.raw() : data)
                .build()
                .writeUtf8();
    }

    /** Returns what the event has besides its properties; null if this SDK does not create such events. */
    private static @Nullable Json data(VideoEvent event) {
        Json.Builder data = Json.builder();
        if (event instanceof CallStarted) {
            return data.build();
        } else if (event instanceof CallEnded ended) {
            return data.put("reason", ended.reason()).build();
        } else if (event instanceof ParticipantJoined joined) {
            return data.put("participant", write(joined.participant())).build();
        } else if (event instanceof ParticipantLeft left) {
            return data.put("participant", write(left.participant()))
                    .put("reason", left.reason())
                    .build();
        } else if (event instanceof RecordingEvent recording) {
            return write(recording.recording());
        } else if (event instanceof TranscriptionEvent transcription) {
            return write(transcription.transcription());
        } else if (event instanceof BroadcastEvent broadcast) {
            return write(broadcast.broadcast());
        } else if (event instanceof RingStarted ring) {
            return data.put("callerId", ring.callerId())
                    .put("userIds", ring.userIds())
                    .put("video", ring.video())
                    .build();
        } else if (event instanceof RingNotified ring) {
            return data.put("callerId", ring.callerId())
                    .put("userIds", ring.userIds())
                    .build();
        } else if (event instanceof RingMissed ring) {
            return data.put("callerId", ring.callerId())
                    .put("userIds", ring.userIds())
                    .build();
        } else if (event instanceof RingAccepted ring) {
            return data.put("userId", ring.userId()).build();
        } else if (event instanceof RingRejected ring) {
            return data.put("userId", ring.userId())
                    .put("reason", ring.reason())
                    .build();
        }
        return null;
    }

    private static Json write(Participant participant) {
        return Json.builder()
                .put("userId", participant.userId())
                .put("connectionId", participant.connectionId())
                .put("displayName", participant.displayName())
                .put("kind", participant.kind().name())
                .put("hidden", participant.hidden())
                .put(
                        "permissions",
                        participant.permissions().stream().map(Permission::name).toList())
                .put(
                        "tracks",
                        participant.tracks().stream()
                                .map(track -> Json.builder()
                                        .put("id", track.id())
                                        .put("kind", track.kind().name())
                                        .put("muted", track.muted())
                                        .build())
                                .toList())
                .put("metadata", participant.metadata())
                .put("attributes", participant.attributes())
                .put("joinedAt", text(participant.joinedAt()))
                .build();
    }

    private static Json write(Recording recording) {
        return Json.builder()
                .put("id", recording.id().value())
                .put("call", recording.call().toString())
                .put("sessionId", recording.sessionId())
                .put("kind", recording.kind().name())
                .put("status", recording.status().name())
                .put("truncated", recording.truncated())
                .put("startedAt", text(recording.startedAt()))
                .put("endedAt", text(recording.endedAt()))
                .put("files", recording.files().stream().map(EventJson::write).toList())
                .put("failure", withoutQueries(recording.failure()))
                .build();
    }

    private static Json write(Transcription transcription) {
        return Json.builder()
                .put("id", transcription.id().value())
                .put("call", transcription.call().toString())
                .put("sessionId", transcription.sessionId())
                .put("status", transcription.status().name())
                .put("startedAt", text(transcription.startedAt()))
                .put("endedAt", text(transcription.endedAt()))
                .put(
                        "files",
                        transcription.files().stream().map(EventJson::write).toList())
                .put("failure", withoutQueries(transcription.failure()))
                .build();
    }

    private static Json write(Broadcast broadcast) {
        String failure = broadcast.failure();
        return Json.builder()
                .put("id", broadcast.id().value())
                .put("call", broadcast.call().toString())
                .put("sessionId", broadcast.sessionId())
                .put("kind", broadcast.kind().name())
                .put("status", broadcast.status().name())
                .put("playlistUrl", withoutQuery(broadcast.playlistUrl()))
                .put("startedAt", text(broadcast.startedAt()))
                .put("endedAt", text(broadcast.endedAt()))
                // The path of an address may be a stream key.
                .put("failure", failure == null ? null : failure.replaceAll("([a-z]+)://\\S+", "$1://██"))
                .build();
    }

    private static Json write(RecordingFile file) {
        Duration duration = file.duration();
        return Json.builder()
                .put("name", file.name())
                .put("location", withoutQuery(file.location()))
                .put("bytes", file.bytes())
                .put("duration", duration == null ? null : duration.toString())
                .build();
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static @Nullable String withoutQuery(@Nullable String location) {
        return location == null || location.indexOf('?') < 0 ? location : location.substring(0, location.indexOf('?'));
    }

    private static @Nullable String withoutQueries(@Nullable String failure) {
        return failure == null ? null : failure.replaceAll("(\\w+://[^\\s?]*)\\?\\S*", "$1");
    }

    /**
     * Reads the event of a delivery whose type begins with {@link #PREFIX}. An event of an unknown type is an {@link UnknownEvent}, with its
     * data as {@code raw()}.
     *
     * @throws RuntimeException if the body is not valid; the message does not quote it
     */
    static VideoEvent read(Delivery delivery) {
        Json json = Json.parse(delivery.body());
        Json data = json.object("data");
        String type = json.string("type");
        EventOrigin origin = value(EventOrigin.class, json.string("origin"), EventOrigin.VENDOR);
        if (!type.startsWith(PREFIX) || origin == EventOrigin.VENDOR) {
            throw new IllegalArgumentException("not an event of this SDK");
        }
        EventInfo info = info(delivery, json, origin, Json.EMPTY);
        return switch (type.substring(PREFIX.length())) {
            case "call_started" -> new CallStarted(info);
            case "call_ended" -> new CallEnded(info, data.text("reason"));
            case "participant_joined" -> new ParticipantJoined(info, participant(data.object("participant")));
            case "participant_left" ->
                new ParticipantLeft(info, participant(data.object("participant")), data.text("reason"));
            case "recording_started" -> new RecordingStarted(info, recording(data));
            case "recording_updated" -> new RecordingUpdated(info, recording(data));
            case "recording_stopped" -> new RecordingStopped(info, recording(data));
            case "recording_ready" -> new RecordingReady(info, recording(data));
            case "recording_failed" -> new RecordingFailed(info, recording(data));
            case "transcription_started" -> new TranscriptionStarted(info, transcription(data));
            case "transcription_stopped" -> new TranscriptionStopped(info, transcription(data));
            case "transcription_ready" -> new TranscriptionReady(info, transcription(data));
            case "transcription_failed" -> new TranscriptionFailed(info, transcription(data));
            case "broadcast_started" -> new BroadcastStarted(info, broadcast(data));
            case "broadcast_updated" -> new BroadcastUpdated(info, broadcast(data));
            case "broadcast_stopped" -> new BroadcastStopped(info, broadcast(data));
            case "broadcast_failed" -> new BroadcastFailed(info, broadcast(data));
            case "ring_started" ->
                new RingStarted(info, data.text("callerId"), data.strings("userIds"), data.bool("video"));
            case "ring_notified" -> new RingNotified(info, data.text("callerId"), data.strings("userIds"));
            case "ring_missed" -> new RingMissed(info, data.text("callerId"), data.strings("userIds"));
            case "ring_accepted" -> new RingAccepted(info, data.string("userId"));
            case "ring_rejected" -> new RingRejected(info, data.string("userId"), data.text("reason"));
            default -> new UnknownEvent(info(delivery, json, origin, data));
        };
    }

    private static EventInfo info(Delivery delivery, Json json, EventOrigin origin, Json raw) {
        String call = json.text("call");
        return EventInfo.builder(delivery.provider(), raw)
                .type(json.string("type"))
                .deliveryId(delivery.id())
                .deduplicationKey(delivery.deduplicationKey())
                .occurredAt(time(json, "occurredAt"))
                .call(call == null ? null : CallId.parse(call))
                .sessionId(json.text("sessionId"))
                .origin(origin)
                .build();
    }

    private static Participant participant(Json json) {
        Set<Permission> permissions = new HashSet<>();
        for (Permission permission : Permission.values()) {
            if (json.strings("permissions").contains(permission.name())) {
                permissions.add(permission);
            }
        }
        return new Participant(
                json.string("userId"),
                json.string("connectionId"),
                json.text("displayName"),
                new ParticipantKind(json.string("kind")),
                json.bool("hidden"),
                permissions,
                json.objects("tracks").stream()
                        .map(track -> new Track(
                                track.string("id"),
                                new TrackKind(track.string("kind")),
                                track.bool("muted"),
                                Json.EMPTY))
                        .toList(),
                json.text("metadata"),
                json.stringMap("attributes"),
                time(json, "joinedAt"),
                Json.EMPTY);
    }

    private static Recording recording(Json json) {
        return new Recording(
                new RecordingId(json.string("id")),
                CallId.parse(json.string("call")),
                json.text("sessionId"),
                value(RecordingKind.class, json.string("kind"), RecordingKind.UNKNOWN),
                value(RecordingStatus.class, json.string("status"), RecordingStatus.UNKNOWN),
                json.bool("truncated"),
                time(json, "startedAt"),
                time(json, "endedAt"),
                files(json),
                json.text("failure"),
                Json.EMPTY);
    }

    private static Transcription transcription(Json json) {
        return new Transcription(
                new TranscriptionId(json.string("id")),
                CallId.parse(json.string("call")),
                json.text("sessionId"),
                value(TranscriptionStatus.class, json.string("status"), TranscriptionStatus.UNKNOWN),
                time(json, "startedAt"),
                time(json, "endedAt"),
                files(json),
                json.text("failure"),
                Json.EMPTY);
    }

    private static Broadcast broadcast(Json json) {
        return new Broadcast(
                new BroadcastId(json.string("id")),
                CallId.parse(json.string("call")),
                json.text("sessionId"),
                value(BroadcastKind.class, json.string("kind"), BroadcastKind.PUSH),
                value(BroadcastStatus.class, json.string("status"), BroadcastStatus.UNKNOWN),
                json.text("playlistUrl"),
                time(json, "startedAt"),
                time(json, "endedAt"),
                json.text("failure"),
                Json.EMPTY);
    }

    private static List<RecordingFile> files(Json json) {
        return json.objects("files").stream()
                .map(file -> new RecordingFile(
                        file.string("name"),
                        file.text("location"),
                        file.has("bytes") ? file.number("bytes") : null,
                        duration(file.text("duration"))))
                .toList();
    }

    private static @Nullable Duration duration(@Nullable String text) {
        return text == null ? null : Duration.parse(text);
    }

    private static @Nullable Instant time(Json json, String name) {
        String text = json.text(name);
        return text == null ? null : Instant.parse(text);
    }

    private static <E extends Enum<E>> E value(Class<E> type, String name, E other) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElse(other);
    }
}
