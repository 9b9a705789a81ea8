package io.videoprovider.stream;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.recording.RecordingKind;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.transcription.TranscriptionRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Maps Stream calls. Stream has no field for a title: the custom data has it, as {@code title}. */
final class CallMapper {

    private static final String TITLE = "title";

    private CallMapper() {}

    /** Verifies the limits of type and id, 64 characters each. */
    static CallId checked(CallId id, Capabilities capabilities) {
        Check.notNull("call id", id);
        int max = capabilities.limits().callIdBytes();
        Check.atMost("call type", Check.text("call type", id.type()), max);
        Check.atMost("call id", Check.text("call id", id.id()), max);
        return id;
    }

    /** Requires type and id that can be segments of a path, for methods that send another request first. */
    static CallId addressable(CallId id, Capabilities capabilities) {
        int max = capabilities.limits().callIdBytes();
        Check.id("call type", checked(id, capabilities).type(), max);
        Check.id("call id", id.id(), max);
        return id;
    }

    /** Returns the call of a cid. Accepts any cid, because other software may have created the call. */
    static CallId callId(String cid) {
        int colon = cid.indexOf(':');
        return colon < 0
                ? CallId.unchecked(CallId.DEFAULT_TYPE, cid)
                : CallId.unchecked(cid.substring(0, colon), cid.substring(colon + 1));
    }

    static String cid(CallId id) {
        return id.type() + ":" + id.id();
    }

    static Call call(CallResponse call, ProviderId provider) {
        return call(call, provider, false, Set.of());
    }

    static Call call(CallResponse call, ProviderId provider, boolean created, Set<String> ignoredOptions) {
        Check.text("cid", call.cid());
        String title = call.custom().string(TITLE);
        Map<String, String> custom = call.raw().stringMap("custom").entrySet().stream()
                .filter(entry -> !entry.getKey().equals(TITLE))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Call(
                callId(call.cid()),
                provider,
                call.currentSessionId().isEmpty() ? null : call.currentSessionId(),
                title.isEmpty() ? null : title,
                call.startsAt(),
                custom,
                call.maxParticipants() == 0 ? null : call.maxParticipants(),
                call.createdAt(),
                call.endedAt(),
                call.participantCount(),
                call.recording(),
                created,
                ignoredOptions,
                call.raw());
    }

    /** Returns the custom data of a new call. Requested values replace those of the vendor options. */
    static Json custom(CallRequest request, Json options) {
        Json.Builder custom = options.toBuilder().put(TITLE, request.title());
        request.custom().forEach(custom::put);
        return custom.build();
    }

    /** Returns the custom data after a change. Values of other types, which other software wrote, are kept. */
    static Json custom(Json present, CallUpdate change) {
        Json.Builder custom = present.toBuilder();
        change.custom().forEach((name, value) -> custom.remove(name).putIfNotEmpty(name, value));
        if (change.title() != null) {
            custom.remove(TITLE).putIfNotEmpty(TITLE, change.title());
        }
        return custom.build();
    }

    /** Returns {@code settings_override} of a new call; empty for the settings of the call type. */
    static Json settings(CallRequest request) {
        Json.Builder settings = Json.builder();
        if (request.maxParticipants() != null) {
            settings.put(
                    "limits",
                    Json.builder()
                            .put("max_participants", request.maxParticipants())
                            .build());
        }
        if (request.joinAhead() != null) {
            settings.put(
                    "backstage",
                    Json.builder()
                            .put("enabled", true)
                            .put("join_ahead_time_seconds", request.joinAhead().toSeconds())
                            .build());
        }
        RecordingRequest record = request.record();
        if (record != null) {
            settings.put(recordingSection(record), recording(record));
        }
        if (request.transcribe() != null) {
            settings.put("transcription", transcription(request.transcribe()));
        }
        return settings.build();
    }

    /** Returns the settings of a transcription that starts with the first participant. */
    private static Json transcription(TranscriptionRequest transcribe) {
        return Json.builder()
                .put("mode", "auto-on")
                .put("language", transcribe.language())
                .build();
    }

    private static String recordingSection(RecordingRequest record) {
        return record.kind() == RecordingKind.COMPOSITE
                ? "recording"
                : Objects.requireNonNull(RecordingMapper.TYPES.get(record.kind())) + "_recording";
    }

    /** Returns the settings of a recording that starts with the first participant. */
    private static Json recording(RecordingRequest record) {
        Json.Builder settings = Json.builder().put("mode", "auto-on");
        if (record.kind() == RecordingKind.COMPOSITE) {
            settings.put("quality", RecordingMapper.quality(record.quality()))
                    .put("layout", RecordingMapper.layout(record.layout()));
        }
        if (record.audioOnly() && record.kind() == RecordingKind.INDIVIDUAL) {
            settings.put("output_types", List.of("audio_only"));
        } else if (record.audioOnly()) {
            settings.put("audio_only", true);
        }
        return settings.build();
    }

    /** Rejects what the settings of a call have no field for. */
    static void checkSettings(CallRequest request, ProviderId provider) {
        RecordingRequest record = request.record();
        TranscriptionRequest transcribe = request.transcribe();
        RecordingMapper.checkLayout(record == null ? null : record.layout());
        if ((record != null && !(record.storage() instanceof Storage.ProviderDefault))
                || (transcribe != null && !(transcribe.storage() instanceof Storage.ProviderDefault))) {
            throw new UnsupportedFeatureException(
                    provider,
                    "cannot set the storage of a recording or transcription that starts with the call; set it in the"
                            + " call type");
        }
        if (record != null && record.quality() != null && record.kind() != RecordingKind.COMPOSITE) {
            throw new UnsupportedFeatureException(
                    provider, "cannot set the quality of a recording that starts with the call, except of a composite");
        }
    }

    /** Returns settings in which fields of some sections are replaced. */
    static Json merged(Json settings, Json changes) {
        Json.Builder merged = settings.toBuilder();
        changes.asMap().keySet().forEach(section -> {
            Json.Builder fields = settings.object(section).toBuilder();
            changes.object(section).asMap().forEach(fields::put);
            merged.put(section, fields.build());
        });
        return merged.build();
    }

    /** Returns the names of requested options that the settings of an existing call do not have. */
    static Set<String> ignoredSettings(CallRequest request, CallResponse call) {
        Json backstage = call.raw().object("settings").object("backstage");
        Set<String> ignored = new HashSet<>();
        if (request.joinAhead() != null
                && (!backstage.bool("enabled")
                        || backstage.number("join_ahead_time_seconds")
                                != request.joinAhead().toSeconds())) {
            ignored.add("joinAhead");
        }
        RecordingRequest record = request.record();
        if (record != null) {
            Json present = call.raw().object("settings").object(recordingSection(record));
            if (!contains(present.asMap(), recording(record).asMap())) {
                ignored.add("record");
            }
        }
        if (request.transcribe() != null
                && !contains(
                        call.raw().object("settings").object("transcription").asMap(),
                        transcription(request.transcribe()).asMap())) {
            ignored.add("transcribe");
        }
        return ignored;
    }

    /** Returns whether settings have all requested values; they have further ones. */
    private static boolean contains(@Nullable Object present, @Nullable Object requested) {
        if (present instanceof Map<?, ?> fields && requested instanceof Map<?, ?> wanted) {
            return wanted.entrySet().stream().allMatch(field -> contains(fields.get(field.getKey()), field.getValue()));
        }
        return Objects.equals(present, requested);
    }

    static void rejectTitle(Map<String, String> custom) {
        if (custom.containsKey(TITLE)) {
            throw new InvalidRequestException("custom " + TITLE, "is reserved for the title; set title instead");
        }
    }
}
