package io.videoprovider.stream;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallQuery;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Calls;
import io.videoprovider.call.DeleteMode;
import io.videoprovider.call.Member;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.ProviderId;
import io.videoprovider.feature.Capabilities;
import io.videoprovider.spi.IgnoredOptions;
import io.videoprovider.spi.ListItems;
import io.videoprovider.spi.RequestChecks;
import io.videoprovider.stream.client.CallResponse;
import io.videoprovider.stream.client.StreamClient;
import io.videoprovider.stream.client.StreamUserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Calls of Stream. */
final class StreamCalls implements Calls {

    private final StreamClient client;
    private final StreamUsers users;
    private final String serverUser;
    private final Capabilities capabilities;
    private final RequestChecks checks;
    private final Clock clock;

    StreamCalls(
            StreamClient client,
            StreamUsers users,
            String serverUser,
            Capabilities capabilities,
            RequestChecks checks,
            Clock clock) {
        this.client = client;
        this.users = users;
        this.serverUser = serverUser;
        this.capabilities = capabilities;
        this.checks = checks;
        this.clock = clock;
    }

    @Override
    public Call getOrCreate(CallRequest request) {
        CallId id = CallMapper.checked(Check.notNull("request", request).id(), capabilities);
        checks.check(request);
        CallMapper.checkSettings(request, capabilities.provider());
        CallMapper.rejectTitle(request.custom());
        String createdBy = StreamUserId.check("createdBy", Objects.requireNonNullElse(request.createdBy(), serverUser));
        request.members().forEach(member -> StreamUserId.check("member", member.userId()));
        Json options = vendorOptions(request);
        Json custom = CallMapper.custom(request, options.object("custom"));
        Json.Builder data = options.toBuilder()
                .put("created_by_id", createdBy)
                .putIfNotEmpty("custom", checkedSize(custom).asMap());
        Instant startsAt = request.startsAt();
        if (startsAt != null) {
            data.put("starts_at", startsAt.toString());
        }
        Json settings = CallMapper.settings(request);
        data.putIfNotEmpty(
                "settings_override",
                CallMapper.merged(options.object("settings_override"), settings).asMap());
        List<Json> members = MemberMapper.json(request.members());
        List<String> userIds = request.members().stream().map(Member::userId).toList();
        if (!members.isEmpty()) {
            data.put("members", members.subList(0, Math.min(members.size(), StreamClient.BATCH)));
        }
        Json body = Json.builder().put("data", data.build()).build();
        Json response = users.ensure(userIds, () -> client.calls().getOrCreateCall(id, body));
        CallResponse call = new CallResponse(response.object("call"));
        boolean created = response.bool("created");
        Set<String> ignored = created ? Set.of() : ignored(id, request, call);
        if (!ignored.contains("members")) {
            Json unused = MemberBatches.send(
                    "update_members",
                    members,
                    StreamClient.BATCH,
                    changes -> users.ensure(userIds, () -> client.calls().updateMembers(id, changes)));
        }
        return CallMapper.call(call, capabilities.provider(), created, ignored);
    }

    private Set<String> ignored(CallId id, CallRequest request, CallResponse call) {
        Set<String> ignored = new HashSet<>(IgnoredOptions.of(request, call(call)));
        ignored.addAll(CallMapper.ignoredSettings(request, call));
        String creator = call.raw().object("created_by").string("id");
        if (request.createdBy() != null && !request.createdBy().equals(creator)) {
            ignored.add("createdBy");
        }
        if (!haveFirst(id, request.members())) {
            ignored.add("members");
        }
        return ignored;
    }

    /**
     * Returns whether the first batch of the members has arrived: Stream ignores it if the call existed before, except by an attempt of the same
     * request whose response was lost.
     */
    private boolean haveFirst(CallId id, List<Member> members) {
        List<String> first = members.stream()
                .limit(StreamClient.BATCH)
                .map(Member::userId)
                .distinct()
                .toList();
        if (first.isEmpty()) {
            return true;
        }
        Json named = Json.builder()
                .put("user_id", Json.builder().put("$in", first).build())
                .build();
        Json query = Json.builder()
                .put("filter_conditions", named)
                .put("limit", StreamClient.BATCH)
                .build();
        return client.calls().queryMembers(id, query).objects("members").size() == first.size();
    }

    private Json checkedSize(Json custom) {
        Check.atMostBytes(
                "title and custom data together",
                custom.write(),
                capabilities.limits().callMetadataBytes());
        return custom;
    }

    @Override
    public Call get(CallId id) {
        CallMapper.checked(id, capabilities);
        return call(client.calls().getCall(id));
    }

    /** Returns the options for this provider, or otherwise those for its vendor. */
    private Json vendorOptions(CallRequest request) {
        Map<ProviderId, Json> options = request.vendorOptions();
        return options.getOrDefault(capabilities.provider(), options.getOrDefault(ProviderId.STREAM, Json.EMPTY));
    }

    private Call call(CallResponse call) {
        return CallMapper.call(call, capabilities.provider());
    }

    @Override
    public Page<Call> list(CallQuery query) {
        checks.check(query);
        return page(CallQueryMapper.filter(query, clock.instant()), CallQueryMapper.sort(query.order()));
    }

    @Override
    public Page<Call> list(Collection<CallId> ids) {
        List<String> cids = Check.<CallId>listOf("ids", ids).stream()
                .map(id -> CallMapper.cid(CallMapper.checked(id, capabilities)))
                .distinct()
                .toList();
        return cids.isEmpty()
                ? Page.of(List.of())
                : page(
                        Json.builder()
                                .put("cid", Json.builder().put("$in", cids).build())
                                .build(),
                        CallQueryMapper.sort(CallQuery.Order.OLDEST_FIRST));
    }

    private Page<Call> page(Json filter, Json sort) {
        Json query = Json.builder()
                .put("filter_conditions", filter)
                .put("sort", List.of(sort))
                .put("limit", StreamClient.BATCH)
                .build();
        return CursorPages.of(
                query,
                client.calls()::queryCalls,
                response -> ListItems.map(
                        "stream QueryCalls",
                        response.objects("calls"),
                        item -> call(new CallResponse(item.object("call")))));
    }

    @Override
    public Call update(CallId id, CallUpdate change) {
        checks.check(change);
        CallMapper.checked(id, capabilities);
        CallMapper.rejectTitle(change.custom());
        Json.Builder changes = Json.builder();
        if (change.startsAt() != null) {
            changes.put("starts_at", change.startsAt().toString());
        }
        Json wanted = null;
        if (change.title() != null || !change.custom().isEmpty()) {
            Json present = client.calls().getCall(id).custom();
            wanted = checkedSize(CallMapper.custom(present, change));
            changes.put("custom", wanted);
        }
        CallResponse call = client.calls().updateCall(id, changes.build());
        if (wanted != null && !call.custom().equals(wanted)) {
            // A name is removed by sending all others. The response shows whether Stream replaced the data or merged
            // it.
            throw new ProviderException(
                    "the custom data of the call differs from the requested data",
                    ErrorDetails.at(capabilities.provider()).withOutcomeUnknown(true),
                    null);
        }
        return call(call);
    }

    @Override
    public void end(CallId id) {
        CallMapper.checked(id, capabilities);
        client.calls().endCall(id);
    }

    @Override
    public void delete(CallId id) {
        delete(id, DeleteMode.SOFT);
    }

    @Override
    public void delete(CallId id, DeleteMode mode) {
        CallMapper.checked(id, capabilities);
        checks.check(mode);
        try {
            client.calls().deleteCall(id, mode == DeleteMode.HARD);
        } catch (NotFoundException deletedAlready) {
            // the intended result
        }
    }
}
