package io.videoprovider.emulator.stream;

import static io.videoprovider.emulator.stream.Operation.server;
import static io.videoprovider.emulator.stream.Operation.user;

import io.videoprovider.emulator.internal.Json;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The operations on users in calls: block, kick, mute, permissions, pins; and bans from the whole application. */
final class Moderation implements Operation.Service {

    private static final List<String> PERMISSIONS = List.of("send-audio", "send-video", "screenshare");

    private final Calls calls;
    private final Users users;

    Moderation(Calls calls, Users users) {
        this.calls = calls;
        this.users = users;
    }

    @Override
    public List<Operation> operations() {
        String call = "/api/v2/video/call/{type}/{id}";
        return List.of(
                user("BlockUser", "POST", call + "/block", "block-users", this::block),
                user("UnblockUser", "POST", call + "/unblock", "block-users", this::unblock),
                user("KickUser", "POST", call + "/kick", "kick-user", this::kick),
                user("MuteUsers", "POST", call + "/mute_users", "mute-users", this::mute),
                user(
                        "UpdateUserPermissions",
                        "POST",
                        call + "/user_permissions",
                        "update-call-permissions",
                        this::permit),
                user("VideoPin", "POST", call + "/pin", "pin-for-everyone", this::pin),
                user("VideoUnpin", "POST", call + "/unpin", "pin-for-everyone", this::pin),
                server("Ban", "POST", "/api/v2/moderation/ban", exchange -> {
                    Body body = exchange.body();
                    ban(
                            body.required("target_user_id"),
                            body.text("channel_cid").orElse(""),
                            body.flag("shadow"),
                            true);
                    return Json.object();
                }),
                server("Unban", "POST", "/api/v2/moderation/unban", exchange -> {
                    ban(exchange.query("target_user_id"), exchange.query("channel_cid"), false, false);
                    return Json.object();
                }));
    }

    /** Calls are closed to users banned in the whole application: not in a channel of chat, and not as a shadow. */
    private void ban(String user, String channel, boolean shadow, boolean banned) {
        users.existing(user);
        if (channel.isEmpty() && !shadow) {
            users.ban(user, banned);
        }
    }

    private Call call(Operation.Exchange exchange) {
        return calls.existing(exchange.path("type"), exchange.path("id"));
    }

    private String target(Operation.Exchange exchange) {
        String target = exchange.body().required("user_id");
        users.existing(target);
        return target;
    }

    private ObjectNode block(Operation.Exchange exchange) {
        Call call = call(exchange);
        block(call, target(exchange), exchange);
        return Json.object();
    }

    private void block(Call call, String target, Operation.Exchange exchange) {
        call.blocked.add(target);
        ObjectNode parts = Json.object().set("user", users.response(target));
        if (!exchange.caller().server()) {
            parts.set("blocked_by_user", users.response(exchange.caller().userId()));
        }
        calls.emit(call, "call.blocked_user", parts);
        calls.remove(call, target, "blocked");
    }

    private ObjectNode unblock(Operation.Exchange exchange) {
        Call call = call(exchange);
        String target = target(exchange);
        if (call.blocked.remove(target)) {
            calls.emit(call, "call.unblocked_user", Json.object().set("user", users.response(target)));
        }
        return Json.object();
    }

    private ObjectNode kick(Operation.Exchange exchange) {
        Call call = call(exchange);
        String target = target(exchange);
        ObjectNode parts = Json.object().set("user", users.response(target));
        exchange.body().actor("kicked_by").ifPresent(by -> {
            users.ensure(by);
            parts.set("kicked_by_user", users.response(by));
        });
        calls.emit(call, "call.kicked_user", parts);
        if (exchange.body().flag("block")) {
            block(call, target, exchange);
        }
        calls.remove(call, target, "kicked");
        return Json.object();
    }

    private ObjectNode mute(Operation.Exchange exchange) {
        Call call = call(exchange);
        Body body = exchange.body();
        Set<String> kinds = new LinkedHashSet<>();
        for (String kind : List.of("audio", "video", "screenshare", "screenshare_audio")) {
            if (body.flag(kind)) {
                kinds.add(kind);
            }
        }
        String by = exchange.caller().server()
                ? body.actor("muted_by").orElse("")
                : exchange.caller().userId();
        Set<String> targets = new LinkedHashSet<>(body.texts("user_ids", 1000));
        if (body.flag("mute_all_users")) {
            call.participants().stream()
                    .map(StreamParticipant::identity)
                    .filter(id -> !id.equals(by))
                    .forEach(targets::add);
        } else if (targets.isEmpty()) {
            throw ApiError.input("either user_ids or mute_all_users must be provided");
        }
        call.participants().stream()
                .filter(each -> targets.contains(each.identity()))
                .forEach(each -> each.muteKinds(kinds));
        ObjectNode parts = Json.object().put("from_user_id", by).put("reason", "moderation");
        targets.forEach(Json.arrayIn(parts, "muted_user_ids")::add);
        calls.emit(call, "call.user_muted", parts);
        return Json.object();
    }

    private ObjectNode permit(Operation.Exchange exchange) {
        Call call = call(exchange);
        String target = target(exchange);
        List<String> grant = permissions(exchange.body(), "grant_permissions");
        List<String> revoke = permissions(exchange.body(), "revoke_permissions");
        Set<String> granted = call.granted.computeIfAbsent(target, id -> new HashSet<>());
        Set<String> revoked = call.revoked.computeIfAbsent(target, id -> new HashSet<>());
        granted.addAll(grant);
        revoked.removeAll(grant);
        revoked.addAll(revoke);
        granted.removeAll(revoke);
        call.participants().stream()
                .filter(each -> each.identity().equals(target))
                .forEach(StreamParticipant::dropForbidden);
        ObjectNode parts = Json.object().set("user", users.response(target));
        ArrayNode own = parts.putArray("own_capabilities");
        calls.capabilities(call, new Caller(target, List.of(), "", Json.object()))
                .forEach(own::add);
        calls.emit(call, "call.permissions_updated", parts);
        return Json.object();
    }

    private static List<String> permissions(Body body, String field) {
        List<String> permissions = body.texts(field, 100);
        permissions.stream()
                .filter(each -> !PERMISSIONS.contains(each))
                .findFirst()
                .ifPresent(unknown -> {
                    throw ApiError.field(field, "must be one of " + PERMISSIONS);
                });
        return permissions;
    }

    private ObjectNode pin(Operation.Exchange exchange) {
        Call call = call(exchange);
        String target = exchange.body().required("user_id");
        String session = exchange.body().required("session_id");
        boolean here = call.participants().stream()
                .anyMatch(each ->
                        each.identity().equals(target) && each.userSessionId().equals(session));
        if (!here) {
            throw ApiError.notFound("Can't find participant with user id " + target + " and session id " + session);
        }
        return Json.object();
    }
}
