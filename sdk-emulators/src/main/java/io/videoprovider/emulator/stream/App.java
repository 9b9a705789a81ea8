package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The settings of the application that affect video and its webhooks. */
final class App implements Operation.Service, Webhooks.Directory {

    private static final List<String> TEXTS = List.of(
            "custom_action_handler_url",
            "moderation_webhook_url",
            "organization",
            "placement",
            "sns_key",
            "sns_secret",
            "sns_topic_arn",
            "sqs_key",
            "sqs_secret",
            "sqs_url",
            "suspended_explanation",
            "webhook_url");
    private static final List<String> FLAGS = List.of(
            "allow_multi_user_devices",
            "async_url_enrich_enabled",
            "auto_translation_enabled",
            "campaign_enabled",
            "disable_auth_checks",
            "disable_permissions_checks",
            "enable_hook_payload_compression",
            "feed_audit_logs_enabled",
            "guest_user_creation_disabled",
            "image_moderation_enabled",
            "member_custom_on_messages_enabled",
            "moderation_audio_call_moderation_enabled",
            "moderation_enabled",
            "moderation_llm_configurability_enabled",
            "moderation_multitenant_blocklist_enabled",
            "moderation_video_call_moderation_enabled",
            "multi_tenant_enabled",
            "suspended",
            "use_hook_v2",
            "user_response_time_enabled");
    private static final Set<String> READ_ONLY = Set.of("id", "name", "organization", "placement", "suspended");

    private final Clock clock;
    private final List<Webhooks.Receiver> configured;
    private final List<Webhooks.Receiver> added = new ArrayList<>();
    private ObjectNode settings = defaults();
    private List<Webhooks.Receiver> hooks = List.of();

    App(Clock clock, List<Webhooks.Receiver> configured) {
        this.clock = clock;
        this.configured = List.copyOf(configured);
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.server(
                        "GetApp",
                        "GET",
                        "/api/v2/app",
                        exchange -> Json.object().set("app", settings.deepCopy())),
                Operation.server("UpdateApp", "PATCH", "/api/v2/app", this::update),
                Operation.server("CheckSQS", "POST", "/api/v2/check_sqs", exchange -> unreachable()),
                Operation.server("CheckSNS", "POST", "/api/v2/check_sns", exchange -> unreachable()));
    }

    private static ObjectNode defaults() {
        ObjectNode app = Json.object().put("id", 1).put("name", "emulator").put("permission_version", "v2");
        TEXTS.forEach(field -> app.put(field, ""));
        FLAGS.forEach(field -> app.put(field, false));
        app.put("enforce_unique_usernames", "no")
                .put("placement", "emulator")
                .put("cdn_expiration_seconds", 1_209_600)
                .put("max_aggregated_activities_length", 15)
                .put("reminders_interval", 0);
        app.putArray("event_hooks");
        app.putArray("webhook_events");
        app.putArray("user_search_disallowed_roles");
        for (String map : List.of("call_types", "channel_configs", "grants", "policies")) {
            app.putObject(map);
        }
        for (String upload : List.of("file_upload_config", "image_upload_config")) {
            ObjectNode config = app.putObject(upload).put("size_limit", 0);
            for (String list : List.of(
                    "allowed_file_extensions", "allowed_mime_types", "blocked_file_extensions", "blocked_mime_types")) {
                config.putArray(list);
            }
        }
        ObjectNode push =
                app.putObject("push_notifications").put("offline_only", false).put("version", "v2");
        for (String provider : List.of("apn", "firebase", "huawei", "xiaomi")) {
            push.putObject(provider).put("enabled", false);
        }
        return app;
    }

    private ObjectNode update(Operation.Exchange exchange) {
        ObjectNode changed = settings.deepCopy();
        for (Map.Entry<String, JsonNode> entry : exchange.body().json().properties()) {
            String field = entry.getKey();
            JsonNode value = entry.getValue();
            if (READ_ONLY.contains(field)) {
                continue;
            }
            if (field.equals("revoke_tokens_issued_before")) {
                changed.remove(field);
                // Null removes a revocation; an absent field changes nothing.
                exchange.body().time(field).ifPresent(time -> changed.put(field, Times.nanos(time)));
            } else if (field.equals("event_hooks") && value.isArray()) {
                changed.set(field, hooks(exchange.body()));
            } else if (!value.isNull()) {
                if (TEXTS.contains(field)) {
                    exchange.body().text(field);
                } else if (FLAGS.contains(field)) {
                    exchange.body().flag(field);
                }
                changed.set(field, value.deepCopy());
            }
        }
        settings = changed;
        hooks = readHooks();
        return Json.object();
    }

    private JsonNode hooks(Body body) {
        return Json.array(body.objects("event_hooks", 100).stream().map(hook -> {
            ObjectNode stored = (ObjectNode) hook.json().deepCopy();
            long now = Times.nanos(clock.instant());
            if (Json.text(stored, "hook_type").isEmpty()) {
                stored.put("hook_type", "webhook");
            }
            hook.texts("event_types", 1000);
            for (String time : List.of("created_at", "updated_at")) {
                Optional<Instant> given = hook.text(time).flatMap(Times::read);
                stored.put(time, given.map(Times::nanos).orElse(now));
            }
            if (Json.text(stored, "id").isEmpty()) {
                stored.put("id", UUID.randomUUID().toString());
            }
            if (!stored.path("enabled").isBoolean()) {
                stored.put("enabled", true);
            }
            return stored;
        }));
    }

    private List<Webhooks.Receiver> readHooks() {
        List<Webhooks.Receiver> receivers = new ArrayList<>();
        String legacy = Json.text(settings, "webhook_url");
        if (!legacy.isEmpty()) {
            receivers.add(new Webhooks.Receiver(legacy, Json.texts(settings, "webhook_events"), Duration.ZERO));
        }
        Json.elements(settings, "event_hooks")
                .filter(hook -> Json.flag(hook, "enabled")
                        && Json.text(hook, "hook_type").equals("webhook"))
                .filter(hook -> List.of("", "all", "video").contains(Json.text(hook, "product")))
                .map(hook -> new Webhooks.Receiver(
                        Json.text(hook, "webhook_url"),
                        Json.texts(hook, "event_types"),
                        Duration.ofMillis(Json.number(hook, "timeout_ms"))))
                .forEach(receivers::add);
        return receivers;
    }

    private static ObjectNode unreachable() {
        return Json.object().put("status", "error").put("error", "the emulator does not support queues");
    }

    void add(Webhooks.Receiver receiver) {
        added.add(receiver);
    }

    @Override
    public List<Webhooks.Receiver> receivers() {
        List<Webhooks.Receiver> all = new ArrayList<>(configured);
        all.addAll(added);
        all.addAll(hooks);
        return all;
    }

    @Override
    public boolean compressed() {
        return Json.flag(settings, "enable_hook_payload_compression");
    }

    Optional<Long> tokensRevokedBefore() {
        JsonNode time = settings.path("revoke_tokens_issued_before");
        return time.isNumber() ? Optional.of(time.asLong()) : Optional.empty();
    }

    boolean guestsAllowed() {
        return !Json.flag(settings, "guest_user_creation_disabled");
    }

    void clear() {
        settings = defaults();
        hooks = List.of();
    }
}
