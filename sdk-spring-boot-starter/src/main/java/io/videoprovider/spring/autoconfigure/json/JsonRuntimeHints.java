package io.videoprovider.spring.autoconfigure.json;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Native image hints: the mix-ins and the serializer that they name. */
final class JsonRuntimeHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        for (Class<?> mixin : JsonMixins.class.getDeclaredClasses()) {
            hints.reflection().registerType(mixin, MemberCategory.INVOKE_DECLARED_METHODS);
        }
        hints.reflection().registerType(Secrets.Serializer.class, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
    }
}
