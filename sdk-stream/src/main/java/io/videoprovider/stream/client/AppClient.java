package io.videoprovider.stream.client;

import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import io.videoprovider.error.ErrorDetails;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Operations on the settings of a Stream application, with Stream's names. {@link StreamClient#app} returns it. Thread-safe. */
public final class AppClient {

    private final StreamTransport transport;

    AppClient(StreamTransport transport) {
        this.transport = transport;
    }

    /**
     * {@code GetApp}.
     *
     * @return the settings, among them {@code event_hooks}; they contain the secrets of queues
     */
    public Json getApp() {
        return transport.call(StreamOperation.GET_APP, null).object("app");
    }

    /**
     * {@code UpdateApp}. Settings that are not sent stay as they are. Lists, such as {@code event_hooks}, are replaced as a whole: use
     * {@link #addEventHook} for those.
     */
    public void updateApp(Json settings) {
        if (Check.notNull("settings", settings).has("revoke_tokens_issued_before")) {
            throw new InvalidRequestException(
                    "revoke_tokens_issued_before", "must be set by revokeAllTokens, so that new tokens are valid");
        }
        transport.call(StreamOperation.UPDATE_APP, settings);
    }

    /**
     * Adds a hook that receives events, and keeps the others: reads the settings and writes all hooks. A change that another process
     * makes at the same time may be lost.
     *
     * @param hook {@code hook_type} ({@code webhook}, {@code sqs} or {@code sns}), {@code webhook_url}, {@code event_types} (all if empty),
     *     {@code enabled}, …
     * @return the hook as Stream stores it, with its {@code id}
     */
    public Json addEventHook(Json hook) {
        Check.notNull("hook", hook);
        List<Json> hooks = eventHooks();
        Set<String> before = new HashSet<>();
        hooks.forEach(present -> before.add(present.string("id")));
        write(Stream.concat(hooks.stream(), Stream.of(hook)));
        return eventHooks().stream()
                .filter(present -> !before.contains(present.string("id")))
                .filter(present -> present.string("webhook_url").equals(hook.string("webhook_url")))
                .findFirst()
                .orElseThrow(() -> new ProviderException(
                        "the new event hook is not in the settings; another process may have changed them",
                        ErrorDetails.at(transport.provider()).withOutcomeUnknown(true),
                        null));
    }

    /**
     * Changes a hook and keeps the others, as {@link #addEventHook} does.
     *
     * @param hookId its {@code id}
     * @param changes the fields to set; the others stay as they are
     * @throws NotFoundException if the hook does not exist
     */
    public void updateEventHook(String hookId, Json changes) {
        Check.text("hookId", hookId);
        Check.notNull("changes", changes);
        List<Json> hooks = eventHooks();
        Json present = find(hooks, hookId);
        Json.Builder changed = present.toBuilder();
        changes.asMap().forEach((name, value) -> {
            if (value != null) {
                changed.put(name, value);
            }
        });
        Json hook = changed.put("id", hookId).build();
        write(hooks.stream().map(other -> other.string("id").equals(hookId) ? hook : other));
    }

    /**
     * Removes a hook and keeps the others, as {@link #addEventHook} does. Does nothing if the hook does not exist.
     *
     * @param hookId its {@code id}
     */
    public void removeEventHook(String hookId) {
        Check.text("hookId", hookId);
        List<Json> hooks = eventHooks();
        if (hooks.stream().anyMatch(hook -> hook.string("id").equals(hookId))) {
            write(hooks.stream().filter(hook -> !hook.string("id").equals(hookId)));
        }
    }

    /** Returns the hooks as a request contains them: with times in RFC 3339 rather than in nanoseconds. */
    private List<Json> eventHooks() {
        return getApp().objects("event_hooks").stream()
                .map(hook -> withTime(withTime(hook, "created_at"), "updated_at"))
                .toList();
    }

    private static Json withTime(Json hook, String name) {
        Instant time = Wire.moment(hook, name);
        return time == null ? hook : hook.toBuilder().put(name, time.toString()).build();
    }

    private Json find(List<Json> hooks, String hookId) {
        return hooks.stream()
                .filter(hook -> hook.string("id").equals(hookId))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "the application has no such event hook", ErrorDetails.at(transport.provider()), null));
    }

    private void write(Stream<Json> hooks) {
        updateApp(Json.builder().put("event_hooks", hooks.toList()).build());
    }

    /** Revokes all tokens of the application that were issued before a time, as {@link UserClient#revokeUserTokens} does those of a user. */
    public void revokeAllTokens(Instant issuedBefore) {
        Instant time = transport.issueTimes().revoke(StreamTransport.EVERYONE, issuedBefore);
        try {
            transport.call(
                    StreamOperation.UPDATE_APP,
                    Json.builder()
                            .put("revoke_tokens_issued_before", time.toString())
                            .build());
        } finally {
            transport.forgetServerToken();
        }
    }
}
