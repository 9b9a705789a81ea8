package io.videoprovider.spring.autoconfigure;

import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ReflectionUtils;

/** What a native image has to keep: the inbox's SQL, and the way to virtual threads, which Java 17 has not got. */
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
