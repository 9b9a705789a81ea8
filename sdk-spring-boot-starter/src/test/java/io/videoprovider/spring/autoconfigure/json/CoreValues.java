package io.videoprovider.spring.autoconfigure.json;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.videoprovider.VideoProvider;
import io.videoprovider.broadcast.BroadcastDestination;
import io.videoprovider.broadcast.BroadcastRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.history.BroadcastEntry;
import io.videoprovider.history.CallEntry;
import io.videoprovider.history.ParticipationEntry;
import io.videoprovider.history.RecordingEntry;
import io.videoprovider.history.SessionEntry;
import io.videoprovider.history.TranscriptionEntry;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.Storage;
import io.videoprovider.token.JoinWindow;
import io.videoprovider.webhook.WebhookRequest;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One value of each public type of the core module, and of each entry of the history, with secrets wherever a value may have one. */
final class CoreValues {

    static final String SECRET = "hunter2";

    static final Json RAW = Json.builder()
            .put("sid", "RM_1")
            .put("created", 1.5)
            .put("turn_password", SECRET)
            .put("streamKey", SECRET)
            .put("nested", List.of(Map.of("access_key", SECRET, "credentials", Map.of("any", SECRET), "count", 7)))
            .put("url", "srt://in.example:9?streamid=" + SECRET)
            .put(
                    "urls",
                    List.of("rtmps://live.example/app/" + SECRET, "https://alice:" + SECRET + "@cdn.example/a?b=c"))
            .build();

    private CoreValues() {}

    /** Returns one value of each public record, except those of the SPI. */
    static Stream<Record> records() {
        return new ClassFileImporter()
                        .importUrl(VideoProvider.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation())
                        .stream()
                        .filter(type -> type.isRecord() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.getPackageName().equals("io.videoprovider.spi"))
                        .map(JavaClass::reflect)
                        .filter(CoreValues::isVisible)
                        // Its JSON is its name: VideoJsonTest.Text.
                        .filter(type -> type != Layout.class)
                        // Its times have an order.
                        .filter(type -> type != JoinWindow.class)
                        .map(type -> (Record) record(type.asSubclass(Record.class)));
    }

    private static boolean isVisible(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return outer == null || Modifier.isPublic(outer.getModifiers());
    }

    /** Entries of the history. */
    static Stream<Record> entries() {
        return Stream.<Class<? extends Record>>of(
                        BroadcastEntry.class,
                        CallEntry.class,
                        ParticipationEntry.class,
                        RecordingEntry.class,
                        SessionEntry.class,
                        TranscriptionEntry.class)
                .map(CoreValues::record);
    }

    /** Values that are not records: what requests consist of, and requests. */
    static Stream<Object> others() {
        Storage storage = Storage.s3("bucket")
                .region("region")
                .credentials(SECRET, SECRET)
                .sessionToken(SECRET)
                .endpoint(URI.create("https://user:" + SECRET + "@s3.example"));
        BroadcastDestination rtmp = BroadcastDestination.rtmp("rtmps://live.example/" + SECRET, SECRET);
        return Stream.of(
                RAW,
                CallId.of("visit", "b-42"),
                storage,
                Storage.providerDefault(),
                rtmp,
                BroadcastDestination.srt("srt://live.example:9?passphrase=" + SECRET),
                BroadcastRequest.push(rtmp).build(),
                RecordingRequest.composite().storage(storage).build(),
                WebhookRequest.of(Map.of("Authorization", List.of(SECRET)), SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    static <R extends Record> R record(Class<R> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> value(type.getSimpleName() + "." + component.getName(), component.getGenericType()))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no sample of " + type, e);
        }
    }

    private static @Nullable Object value(String name, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Class.class || arguments[0] instanceof WildcardType) {
                return null;
            }
            if (generic.getRawType() == Map.class) {
                return Map.of("name", arguments[1] == String.class ? "value" : value(name, arguments[1]));
            }
            Object item = value(name, arguments[0]);
            return generic.getRawType() == Set.class
                    ? item == null ? Set.of() : Set.of(item)
                    : item == null ? List.of() : List.of(item);
        }
        return value(name, (Class<?>) type);
    }

    private static @Nullable Object value(String name, Class<?> type) {
        if (type == byte[].class) {
            return new byte[] {1, 2};
        }
        if (type == String.class) {
            return text(name);
        }
        if (type.isRecord()) {
            return record(type.asSubclass(Record.class));
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return null;
        }
        Map<Class<?>, Object> values = Map.of(
                int.class,
                7,
                Integer.class,
                7,
                long.class,
                7L,
                Long.class,
                7L,
                boolean.class,
                true,
                Instant.class,
                Instant.parse("2030-01-01T12:00:00Z"),
                Duration.class,
                Duration.ofSeconds(3),
                CallId.class,
                CallId.of("visit", "b-42"),
                Json.class,
                RAW,
                URI.class,
                URI.create("wss://livekit.example"));
        return values.get(type);
    }

    private static String text(String name) {
        return switch (name) {
            case "Ingress.streamKey",
                    "JoinToken.token",
                    "Azure.accountKey",
                    "Gcs.credentialsJson",
                    "RecordingEntry.passwordHash" -> SECRET;
            case "Ingress.url" -> "srt://in.example:9?passphrase=" + SECRET;
            case "Broadcast.playlistUrl", "RecordingFile.location" -> "https://cdn.example/a?Signature=" + SECRET;
            case "Broadcast.failure" -> "rtmps://live.example/app/" + SECRET + " hung up";
            default -> "a-" + name;
        };
    }
}
