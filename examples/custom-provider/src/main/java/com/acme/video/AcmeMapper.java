package com.acme.video;

import io.videoprovider.call.Call;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.spi.JsonTimes;
import io.videoprovider.token.Permission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Converts between Acme's JSON and the types of the SDK, for services and webhooks. */
final class AcmeMapper {

    private AcmeMapper() {}

    static Call call(Json json) {
        return call(json, false, Set.of());
    }

    static Call call(Json json, boolean created, Set<String> ignoredOptions) {
        return new Call(
                callId(json),
                AcmeVideoProvider.ID,
                json.text("session"),
                json.text("title"),
                instant(json, "starts_at"),
                json.stringMap("custom"),
                null,
                instant(json, "created_at"),
                instant(json, "ended_at"),
                (int) json.number("participants"),
                json.bool("recording"),
                created,
                ignoredOptions,
                json);
    }

    /** Reads the id without checks: other software may have created the call. */
    static CallId callId(Json json) {
        return CallId.unchecked(json.string("type"), json.string("id"));
    }

    static Participant participant(Json json) {
        return new Participant(
                json.string("user"),
                json.string("connection"),
                json.text("name"),
                ParticipantKind.STANDARD,
                false,
                permissions(json.strings("permissions")),
                List.of(),
                null,
                Map.of(),
                instant(json, "joined_at"),
                json);
    }

    static List<String> names(Collection<Permission> permissions) {
        return permissions.stream()
                .map(permission -> permission.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Skips unknown permissions. */
    static Set<Permission> permissions(List<String> names) {
        Set<Permission> permissions = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (names.contains(permission.name().toLowerCase(Locale.ROOT))) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    static Recording recording(Json json) {
        return new Recording(
                new RecordingId(json.string("recording")),
                callId(json),
                json.text("session"),
                RecordingKind.COMPOSITE,
                switch (json.string("status")) {
                    case "starting" -> RecordingStatus.STARTING;
                    case "active" -> RecordingStatus.RECORDING;
                    case "stopping" -> RecordingStatus.STOPPING;
                    case "ready" -> RecordingStatus.READY;
                    case "failed" -> RecordingStatus.FAILED;
                    default -> RecordingStatus.UNKNOWN;
                },
                false,
                instant(json, "started_at"),
                instant(json, "stopped_at"),
                json.objects("files").stream().map(AcmeMapper::file).toList(),
                json.text("failure"),
                json);
    }

    private static RecordingFile file(Json json) {
        return new RecordingFile(
                json.string("name"),
                json.text("url"),
                json.number("bytes"),
                JsonTimes.duration(json, "ms", ChronoUnit.MILLIS));
    }

    static @Nullable Instant instant(Json json, String name) {
        return JsonTimes.since1970(json, name, ChronoUnit.MILLIS);
    }
}
