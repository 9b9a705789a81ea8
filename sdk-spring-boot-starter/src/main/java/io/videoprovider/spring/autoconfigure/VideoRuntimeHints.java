package io.videoprovider.spring.autoconfigure;

import io.videoprovider.event.VideoEvent;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.context.ApplicationListener;
import org.springframework.util.ReflectionUtils;

/**
 * Native image hints: the SQL files of the inbox and the history, the methods of handlers and listeners that are checked at start, the types of events,
 * which the inbox stores by name, and the factory of virtual threads, which Java 17 does not have.
 */
final class VideoRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("META-INF/videoprovider/inbox/*/*.sql");
        hints.resources().registerPattern("META-INF/videoprovider/history/*/*.sql");
        hints.reflection()
                .registerTypeIfPresent(
                        classLoader, "io.videoprovider.inbox.EventHandler", MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(ApplicationListener.class, MemberCategory.INVOKE_PUBLIC_METHODS);
        registerEvents(hints, VideoEvent.class);
        hints.reflection().registerTypeIfPresent(classLoader, "io.videoprovider.history.CallSummary");
        var virtualThreads = ReflectionUtils.findMethod(Executors.class, "newVirtualThreadPerTaskExecutor");
        if (virtualThreads != null) {
            hints.reflection().registerMethod(virtualThreads, ExecutableMode.INVOKE);
        }
    }

    private static void registerEvents(RuntimeHints hints, Class<?> type) {
        hints.reflection().registerType(type);
        if (type.isSealed()) {
            for (Class<?> subtype : type.getPermittedSubclasses()) {
                registerEvents(hints, subtype);
            }
        }
    }
}
