package io.videoprovider.spring.autoconfigure.provider;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if at least one property of a vendor is set. {@link RequiredProperties} reports the missing ones. */
abstract class OnVendorPropertyCondition extends SpringBootCondition {

    static final List<String> LIVEKIT =
            List.of("videoprovider.livekit.url", "videoprovider.livekit.api-key", "videoprovider.livekit.api-secret");
    static final List<String> STREAM = List.of("videoprovider.stream.api-key", "videoprovider.stream.api-secret");

    private final List<String> names;

    private OnVendorPropertyCondition(List<String> names) {
        this.names = names;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("VideoProvider");
        return names.stream()
                .filter(context.getEnvironment()::containsProperty)
                .findFirst()
                .map(name -> ConditionOutcome.match(message.foundExactly(name)))
                .orElseGet(() -> ConditionOutcome.noMatch(
                        message.didNotFind("property", "properties").items(names)));
    }

    static final class LiveKit extends OnVendorPropertyCondition {
        LiveKit() {
            super(LIVEKIT);
        }
    }

    static final class Stream extends OnVendorPropertyCondition {
        Stream() {
            super(STREAM);
        }
    }
}
