package io.videoprovider.spi;

import io.videoprovider.call.CallQuery;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.DeleteMode;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Limits;
import io.videoprovider.participant.ParticipantUpdate;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import io.videoprovider.token.Permission;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import io.videoprovider.transcription.TranscriptionRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies requests against a provider's capabilities and limits. A service calls it first, so that a request that the provider
 * cannot honour fails before any I/O. Every method throws {@link UnsupportedFeatureException} for an option that needs a
 * capability which is not declared, and {@link InvalidRequestException} for a value over a limit. Immutable and thread-safe.
 */
public final class RequestChecks {

    private static final Duration LATEST_START = Duration.ofDays(366);

    private final Capabilities capabilities;
    private final Limits limits;
    private final Clock clock;

    /** Creates the checks of a provider. */
    public RequestChecks(Capabilities capabilities, Clock clock) {
        this.capabilities = Check.notNull("capabilities", capabilities);
        this.limits = capabilities.limits();
        this.clock = Check.notNull("clock", clock);
    }

    /** Verifies the length of a call id. */
    public void check(CallId id) {
        checkBytes("call id", Check.text("call id", Check.notNull("id", id).id()), limits.callIdBytes());
    }

    /** Verifies a request for a call. */
    public void check(CallRequest request) {
        check(Check.notNull("request", request).id());
        require(request.createdBy() != null, Capability.CALL_CREATOR, "createdBy");
        require(!request.members().isEmpty(), Capability.CALL_MEMBERS, "members");
        require(request.maxParticipants() != null, Capability.CALL_MAX_PARTICIPANTS, "maxParticipants");
        require(request.joinAhead() != null, Capability.CALL_JOIN_AHEAD, "joinAhead; set a join window in tokens");
        if (request.record() != null) {
            capabilities.require(Capability.CALL_AUTO_RECORDING, "record");
            check(request.record());
        }
        if (request.transcribe() != null) {
            capabilities.require(Capability.CALL_AUTO_TRANSCRIPTION, "transcribe");
            check(request.transcribe());
        }
        checkStart(request.startsAt());
        checkMetadata(request.title(), request.custom());
    }

    /** Verifies how a call is deleted. */
    public void check(DeleteMode mode) {
        require(
                Check.notNull("mode", mode) == DeleteMode.SOFT,
                Capability.CALL_DELETE_SOFT,
                "a soft deletion of a call");
    }

    /** Verifies a query for calls. */
    public void check(CallQuery query) {
        require(
                Check.notNull("query", query).createdBy() != null,
                Capability.CALL_QUERY_CREATOR,
                "createdBy of a query");
        require(query.member() != null, Capability.CALL_QUERY_MEMBER, "member of a query");
        require(query.type() != null, Capability.CALL_QUERY_TYPE, "type of a query");
        require(query.state() == CallQuery.State.ENDED, Capability.CALL_QUERY_ENDED, "a query for ended calls");
        require(
                query.state() != null && query.state() != CallQuery.State.ENDED,
                Capability.CALL_QUERY_STATE,
                "state of a query");
        require(
                query.startsFrom() != null || query.startsBefore() != null,
                Capability.CALL_QUERY_START,
                "planned start of a query");
        require(!query.custom().isEmpty(), Capability.CALL_QUERY_CUSTOM, "custom data of a query");
        require(
                query.order() != CallQuery.Order.OLDEST_FIRST,
                Capability.CALL_QUERY_ORDER,
                "an order of a query other than OLDEST_FIRST");
    }

    /** Verifies a change of a call. */
    public void check(CallUpdate update) {
        checkStart(Check.notNull("update", update).startsAt());
        checkMetadata(update.title(), update.custom());
    }

    private void checkStart(@Nullable Instant startsAt) {
        if (startsAt != null && Duration.between(clock.instant(), startsAt).compareTo(LATEST_START) > 0) {
            throw new InvalidRequestException(
                    "startsAt", "must be within " + LATEST_START.toDays() + " days from now, was " + startsAt);
        }
    }

    private void checkMetadata(@Nullable String title, Map<String, String> custom) {
        Json json = Json.builder().put("title", title).put("custom", custom).build();
        Check.atMostBytes("title and custom data together", json.write(), limits.callMetadataBytes());
    }

    /** Verifies a request for a token. */
    public void check(TokenRequest request) {
        require(
                Check.notNull("request", request).call() == null,
                Capability.TOKEN_WITHOUT_CALL,
                "a token without a call");
        require(request.metadata() != null, Capability.TOKEN_METADATA, "metadata in a token");
        require(!request.attributes().isEmpty(), Capability.TOKEN_ATTRIBUTES, "attributes in a token");
        require(request.window() != null, Capability.TOKEN_JOIN_WINDOW, "a join window");
        if (!capabilities.has(Capability.TOKEN_PERMISSIONS) && !isRole(request.permissions())) {
            capabilities.require(Capability.TOKEN_PERMISSIONS, "permissions other than those of a role");
        }
        if (request.call() != null) {
            check(request.call());
        }
        checkBytes("userId", request.userId(), limits.userIdBytes());
        if (request.displayName() != null) {
            checkBytes("displayName", request.displayName(), limits.displayNameBytes());
        }
        if (request.metadata() != null) {
            checkBytes("metadata", request.metadata(), limits.participantMetadataBytes());
        }
        checkAttributes(request.attributes());
    }

    /** The request has verified that UTF-8 can encode the text, and a character takes at most three bytes. */
    private static void checkBytes(String field, String text, int max) {
        if (text.length() * 3L > max) {
            Check.atMostBytes(field, text, max);
        }
    }

    private static boolean isRole(Set<Permission> permissions) {
        return Stream.of(Role.values()).anyMatch(role -> same(role.permissions(), permissions));
    }

    /**
     * Returns whether permissions are those of a role. {@link Permission#RECORD} is not compared: vendors have no such permission, so a token can
     * contain it with each role.
     */
    public static boolean isRole(Role role, Set<Permission> permissions) {
        return same(Check.notNull("role", role).permissions(), Check.setOf("permissions", permissions));
    }

    private static boolean same(Set<Permission> one, Set<Permission> other) {
        for (Permission permission : Permission.values()) {
            if (permission != Permission.RECORD && one.contains(permission) != other.contains(permission)) {
                return false;
            }
        }
        return true;
    }

    /** Verifies a change of a participant. */
    public void check(ParticipantUpdate update) {
        require(
                Check.notNull("update", update).displayName() != null,
                Capability.PARTICIPANT_RENAME,
                "a new display name");
        require(update.metadata() != null, Capability.PARTICIPANT_METADATA, "metadata of a participant");
        require(!update.attributes().isEmpty(), Capability.PARTICIPANT_ATTRIBUTES, "attributes of a participant");
        require(
                !Stream.concat(update.allow().stream(), update.deny().stream()).allMatch(RequestChecks::publishes),
                Capability.PARTICIPANT_ALL_PERMISSIONS,
                "permissions of a participant other than to publish audio, video and screen");
        checkAttributes(update.attributes());
    }

    private static boolean publishes(Permission permission) {
        return switch (permission) {
            case PUBLISH_AUDIO, PUBLISH_VIDEO, PUBLISH_SCREEN -> true;
            default -> false;
        };
    }

    private void checkAttributes(Map<String, String> attributes) {
        if (!attributes.isEmpty()) {
            StringBuilder all = new StringBuilder();
            attributes.forEach((name, value) -> all.append(name).append(value));
            Check.atMostBytes("attributes", all.toString(), limits.attributesBytes());
        }
    }

    /** Verifies a request for a recording. */
    public void check(RecordingRequest request) {
        Capability kind = switch (Check.notNull("request", request).kind()) {
            case COMPOSITE -> Capability.RECORD_COMPOSITE;
            case PARTICIPANT -> Capability.RECORD_PARTICIPANT;
            case TRACK -> Capability.RECORD_TRACK;
            case INDIVIDUAL -> Capability.RECORD_INDIVIDUAL;
            case RAW -> Capability.RECORD_RAW;
            case UNKNOWN -> throw new IllegalStateException("no request has this kind");
        };
        require(true, kind, "recordings of the kind " + request.kind());
        require(request.audioOnly(), Capability.RECORD_AUDIO_ONLY, "audioOnly");
        require(request.layout() != null, Capability.RECORDING_LAYOUT, "a layout");
        checkLayout(request.layout());
        require(request.quality() != null, Capability.RECORDING_QUALITY, "a quality");
        require(request.quality() == Quality.UHD_2160P, Capability.QUALITY_2160P, "the quality UHD_2160P");
        require(request.path() != null, Capability.RECORDING_PATH, "a path");
        require(request.format() != null, Capability.RECORDING_FORMAT, "a file format");
        checkStorage(request.storage());
    }

    /** Verifies a request for a transcription. */
    public void check(TranscriptionRequest request) {
        checkStorage(Check.notNull("request", request).storage());
    }

    /** Verifies what a layout of a recording or broadcast needs besides a name; null is permitted. */
    public void checkLayout(@Nullable Layout layout) {
        if (layout != null) {
            require(layout.template() != null, Capability.LAYOUT_TEMPLATE, "a layout with a template");
            require(!layout.options().asMap().isEmpty(), Capability.LAYOUT_OPTIONS, "options of a layout");
        }
    }

    private void checkStorage(Storage storage) {
        require(storage instanceof Storage.Named, Capability.STORAGE_NAMED, "a named storage");
        String keys = "storage keys in a request"
                + (capabilities.has(Capability.STORAGE_NAMED) ? "; set up the storage under a name" : "");
        require(storage instanceof Storage.S3, Capability.STORAGE_S3, keys);
        require(storage instanceof Storage.Gcs, Capability.STORAGE_GCS, keys);
        require(storage instanceof Storage.Azure, Capability.STORAGE_AZURE, keys);
    }

    private void require(boolean requested, Capability capability, String option) {
        if (requested) {
            capabilities.require(capability, option);
        }
    }
}
