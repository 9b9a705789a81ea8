package io.videoprovider.stream;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Calls;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls as Stream's calls. */
final class StreamCalls implements Calls {

    /** Stream has no field for a title: it is kept among the custom data, under this name. */
    private static final String TITLE = "title";

    private static final Duration FURTHEST_START = Duration.ofDays(366);

    private final StreamClient client;
    private final StreamUsers users;
    private final String serverUser;
    private final Capabilities capabilities;
    private final Clock clock;

    StreamCalls(StreamClient client, StreamUsers users, String serverUser, Capabilities capabilities, Clock clock) {
        this.client = client;
        this.users = users;
        this.serverUser = serverUser;
        this.capabilities = capabilities;
        this.clock = clock;
    }

    /** A call's id, for Stream to take: 64 characters each for the type and the id. */
    static CallId checked(CallId id, Capabilities capabilities) {
        Check.notNull("call id", id);
        Check.atMost(
                "call type",
                Check.text("call type", id.type()),
                capabilities.limits().callIdBytes());
        Check.atMost(
                "call id", Check.text("call id", id.id()), capabilities.limits().callIdBytes());
        return id;
    }

    /** The call of a cid, whatever it is: other software may have made it. */
    static CallId callId(String cid) {
        int colon = cid.indexOf(':');
        return colon < 0
                ? CallId.unchecked(CallId.DEFAULT_TYPE, cid)
                : CallId.unchecked(cid.substring(0, colon), cid.substring(colon + 1));
    }

    @Override
    public Call getOrCreate(CallRequest request) {
        CallId id = checked(request.id(), capabilities);
        Json options = request.vendorOptions().getOrDefault(ProviderId.STREAM, Json.EMPTY);
        Json.Builder data = options.toBuilder()
                .put("created_by_id", request.createdBy() == null ? serverUser : request.createdBy())
                .putIfNotEmpty(
                        "custom", custom(request, options.object("custom")).asMap());
        Instant startsAt = request.startsAt();
        if (startsAt != null) {
            data.put("starts_at", checkedStart(startsAt).toString());
        }
        if (request.maxParticipants() > 0) {
            Json settings = options.object("settings_override");
            Json limits = settings.object("limits").toBuilder()
                    .put("max_participants", request.maxParticipants())
                    .build();
            data.put(
                    "settings_override",
                    settings.toBuilder().put("limits", limits).build());
        }
        if (!request.members().isEmpty()) {
            users.ensure(request.members().stream().map(Member::userId).toList());
            data.put("members", first(request.members()));
        }
        Json answer = client.getOrCreateCall(
                id.type(), id.id(), Json.builder().put("data", data.build()).build());
        if (request.members().size() > StreamClient.BATCH) {
            new StreamMembers(client, users, capabilities)
                    .addAfterCreation(
                            id,
                            request.members()
                                    .subList(
                                            StreamClient.BATCH,
                                            request.members().size()));
        }
        CallResponse call = new CallResponse(answer.object("call"));
        boolean created = answer.bool("created");
        return call(call, created, created ? Set.of() : ignored(request, call));
    }

    /** One request takes a hundred; the others are added after. */
    private static List<Json> first(List<Member> members) {
        return members.stream()
                .limit(StreamClient.BATCH)
                .map(StreamMembers::json)
                .toList();
    }

    /** What the vendor's options have stays, but for names that the request has too. */
    private Json custom(CallRequest request, Json options) {
        noTitle(request.custom());
        Json.Builder custom = options.toBuilder().put(TITLE, request.title());
        request.custom().forEach(custom::put);
        Json built = custom.build();
        checkSize(built);
        return built;
    }

    private static void noTitle(Map<String, String> custom) {
        if (custom.containsKey(TITLE)) {
            throw new InvalidRequestException("custom " + TITLE, "is where the title is kept; use title");
        }
    }

    private void checkSize(Json custom) {
        Check.atMostBytes(
                "title and custom data together",
                custom.write(),
                capabilities.limits().callMetadataBytes());
    }

    private Instant checkedStart(Instant startsAt) {
        if (Duration.between(clock.instant(), startsAt).compareTo(FURTHEST_START) > 0) {
            throw new InvalidRequestException(
                    "startsAt", "is " + startsAt + ", more than " + FURTHEST_START.toDays() + " days from now");
        }
        return startsAt;
    }

    /** The options that a call does not have, because it was there before with others. */
    private static Set<String> ignored(CallRequest request, CallResponse call) {
        Set<String> ignored = new HashSet<>();
        if (request.title() != null && !request.title().equals(title(call))) {
            ignored.add("title");
        }
        if (request.startsAt() != null && !request.startsAt().equals(call.startsAt())) {
            ignored.add("startsAt");
        }
        if (!custom(call).entrySet().containsAll(request.custom().entrySet())) {
            ignored.add("custom");
        }
        if (request.maxParticipants() > 0 && request.maxParticipants() != call.maxParticipants()) {
            ignored.add("maxParticipants");
        }
        return ignored;
    }

    @Override
    public Call get(CallId id) {
        checked(id, capabilities);
        return call(client.getCall(id.type(), id.id()), false, Set.of());
    }

    @Override
    public Page<Call> list() {
        return page(Json.EMPTY);
    }

    @Override
    public Page<Call> list(Collection<CallId> ids) {
        List<String> cids = ids.stream()
                .map(id -> checked(id, capabilities).toString())
                .distinct()
                .toList();
        return cids.isEmpty()
                ? Page.of(List.of())
                : page(Json.builder()
                        .put("cid", Json.builder().put("$in", cids).build())
                        .build());
    }

    private Page<Call> page(Json filter) {
        Json oldestFirst =
                Json.builder().put("field", "created_at").put("direction", 1).build();
        Json query = Json.builder()
                .put("filter_conditions", filter)
                .put("sort", List.of(oldestFirst))
                .put("limit", StreamClient.BATCH)
                .build();
        return pages(
                query,
                client::queryCalls,
                answer -> answer.objects("calls").stream()
                        .map(item -> call(new CallResponse(item.object("call")), false, Set.of()))
                        .toList());
    }

    /** Pages by Stream's cursor. */
    static <T> Page<T> pages(Json query, Function<Json, Json> ask, Function<Json, List<T>> items) {
        Json answer = ask.apply(query);
        String next = answer.string("next");
        return new Page<>(
                items.apply(answer),
                next.isEmpty()
                        ? null
                        : () -> pages(query.toBuilder().put("next", next).build(), ask, items));
    }

    @Override
    public Call update(CallId id, CallUpdate change) {
        checked(id, capabilities);
        noTitle(change.custom());
        Json.Builder changes = Json.builder();
        if (change.startsAt() != null) {
            changes.put("starts_at", checkedStart(change.startsAt()).toString());
        }
        Json wanted = null;
        if (change.title() != null || !change.custom().isEmpty()) {
            wanted = merge(client.getCall(id.type(), id.id()).custom(), change);
            checkSize(wanted);
            changes.put("custom", wanted);
        }
        CallResponse call = client.updateCall(id.type(), id.id(), changes.build());
        if (wanted != null && !call.custom().equals(wanted)) {
            // Removing a name is sending all others; whether that replaces or merges, only the answer tells.
            throw new ProviderException(
                    "the call's custom data is not what was asked for",
                    ErrorDetails.at("stream").withOutcomeUnknown(true),
                    null);
        }
        return call(call, false, Set.of());
    }

    /** Values of other types, which other software wrote, stay as they are. */
    private static Json merge(Json present, CallUpdate change) {
        Json.Builder merged = present.toBuilder();
        change.custom().forEach((name, value) -> merged.remove(name).putIfNotEmpty(name, value));
        if (change.title() != null) {
            merged.remove(TITLE).putIfNotEmpty(TITLE, change.title());
        }
        return merged.build();
    }

    @Override
    public void end(CallId id) {
        checked(id, capabilities);
        client.endCall(id.type(), id.id());
    }

    @Override
    public void delete(CallId id) {
        checked(id, capabilities);
        try {
            client.deleteCall(id.type(), id.id(), false);
        } catch (NotFoundException forgottenAlready) {
            // as it should be
        }
    }

    private static @Nullable String title(CallResponse call) {
        String title = call.custom().string(TITLE);
        return title.isEmpty() ? null : title;
    }

    private static Map<String, String> custom(CallResponse call) {
        return call.raw().stringMap("custom").entrySet().stream()
                .filter(entry -> !entry.getKey().equals(TITLE))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A call as an event tells of it. */
    static Call call(CallResponse call) {
        return call(call, false, Set.of());
    }

    private static Call call(CallResponse call, boolean created, Set<String> ignored) {
        return new Call(
                callId(call.cid()),
                ProviderId.STREAM,
                call.currentSessionId().isEmpty() ? null : call.currentSessionId(),
                title(call),
                call.startsAt(),
                custom(call),
                call.maxParticipants(),
                Objects.requireNonNullElse(call.createdAt(), Instant.EPOCH),
                call.endedAt(),
                call.participantCount(),
                call.recording(),
                created,
                ignored,
                call.raw());
    }
}
