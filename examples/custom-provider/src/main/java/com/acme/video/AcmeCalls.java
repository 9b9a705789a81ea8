package com.acme.video;

import io.videoprovider.call.Call;
import io.videoprovider.call.CallQuery;
import io.videoprovider.call.CallRequest;
import io.videoprovider.call.CallUpdate;
import io.videoprovider.call.Calls;
import io.videoprovider.call.DeleteMode;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.common.Page;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.spi.IgnoredOptions;
import io.videoprovider.spi.ListItems;
import io.videoprovider.spi.RequestChecks;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

final class AcmeCalls implements Calls {

    private final AcmeClient client;
    private final RequestChecks checks;

    AcmeCalls(AcmeClient client, RequestChecks checks) {
        this.client = client;
        this.checks = checks;
    }

    @Override
    public Call getOrCreate(CallRequest request) {
        checks.check(request);
        Json json = client.execute(
                AcmeOperation.PUT_CALL,
                client.call(request.id()),
                body(request.title(), request.startsAt(), request.custom()));
        Call call = AcmeMapper.call(json);
        return json.bool("created")
                ? AcmeMapper.call(json, true, Set.of())
                : AcmeMapper.call(json, false, IgnoredOptions.of(request, call));
    }

    private static Json body(@Nullable String title, @Nullable Instant startsAt, Map<String, String> custom) {
        return Json.builder()
                .put("title", title)
                .put("starts_at", startsAt == null ? null : startsAt.toEpochMilli())
                .put("custom", custom)
                .build();
    }

    @Override
    public Call get(CallId id) {
        checks.check(id);
        return AcmeMapper.call(client.execute(AcmeOperation.GET_CALL, client.call(id), null));
    }

    /** Acme has no filters: the checks reject all of them. */
    @Override
    public Page<Call> list(CallQuery query) {
        checks.check(query);
        return page(client.path("calls"));
    }

    @Override
    public Page<Call> list(Collection<CallId> ids) {
        if (ids.isEmpty()) {
            return Page.of(List.of());
        }
        HttpUrl.Builder target = client.path("calls").newBuilder();
        ids.forEach(id -> target.addQueryParameter("call", id.toString()));
        return page(target.build());
    }

    private Page<Call> page(HttpUrl target) {
        Json json = client.execute(AcmeOperation.LIST_CALLS, target, null);
        List<Call> calls = ListItems.map("acme ListCalls", json.objects("calls"), AcmeMapper::call);
        String cursor = json.string("next");
        HttpUrl next = target.newBuilder().setQueryParameter("cursor", cursor).build();
        return new Page<>(calls, cursor.isEmpty() ? null : () -> page(next));
    }

    @Override
    public Call update(CallId id, CallUpdate change) {
        checks.check(id);
        checks.check(change);
        Json body = body(change.title(), change.startsAt(), change.custom());
        return AcmeMapper.call(client.execute(AcmeOperation.UPDATE_CALL, client.call(id), body));
    }

    @Override
    public void end(CallId id) {
        checks.check(id);
        client.execute(AcmeOperation.END_CALL, client.call(id, "end"), Json.EMPTY);
    }

    @Override
    public void delete(CallId id) {
        delete(id, DeleteMode.HARD);
    }

    @Override
    public void delete(CallId id, DeleteMode mode) {
        checks.check(id);
        checks.check(mode);
        try {
            client.execute(AcmeOperation.DELETE_CALL, client.call(id), null);
        } catch (NotFoundException alreadyDeleted) {
            // The contract: deleting a call that does not exist does nothing.
        }
    }
}
