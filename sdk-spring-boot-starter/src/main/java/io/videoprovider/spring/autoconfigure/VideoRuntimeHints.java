package io.videoprovider.spring.autoconfigure;

import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What a native image has to keep: the inbox's SQL, the way to virtual threads, which Java 17 has not got, and what {@link ProbeRequest}
 * stands in for.
 */
final class VideoRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("META-INF/videoprovider/inbox/*/*.sql");
        var virtualThreads = ReflectionUtils.findMethod(Executors.class, "newVirtualThreadPerTaskExecutor");
        if (virtualThreads != null) {
            hints.reflection().registerMethod(virtualThreads, ExecutableMode.INVOKE);
        }
        for (String type : List.of("HttpServletRequest", "HttpServletResponse", "HttpSession")) {
            String name = "jakarta.servlet.http." + type;
            if (ClassUtils.isPresent(name, classLoader)) {
                hints.proxies().registerJdkProxy(TypeReference.of(name));
            }
        }
    }
}
