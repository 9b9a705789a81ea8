package io.videoprovider.spring.autoconfigure;

import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ReflectionUtils;

/** Native image hints: the SQL files of the inbox, and the factory of virtual threads, which Java 17 does not have. */
final class VideoRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("META-INF/videoprovider/inbox/*/*.sql");
        var virtualThreads = ReflectionUtils.findMethod(Executors.class, "newVirtualThreadPerTaskExecutor");
        if (virtualThreads != null) {
            hints.reflection().registerMethod(virtualThreads, ExecutableMode.INVOKE);
        }
    }
}
