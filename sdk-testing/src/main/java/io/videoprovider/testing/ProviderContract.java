package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.call.Call;
import io.videoprovider.call.Members;
import io.videoprovider.common.CallId;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.UnsupportedFeatureException;
import io.videoprovider.feature.Capability;
import io.videoprovider.feature.Feature;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

abstract class ProviderContract extends ServiceContract {

    ProviderContract(VideoProviderContract fixture) {
        super(fixture);
    }

    @Nested
    @DisplayName("capabilities")
    class Declaration {

        @Test
        void declared_features_are_available() {
            assertThat(provider().capabilities().provider())
                    .isEqualTo(provider().id());
            for (Class<? extends Feature> feature : provider().capabilities().features()) {
                assertThat(provider().feature(feature)).isPresent();
            }
        }

        @Test
        void an_undeclared_feature_is_refused_by_name() {
            assertThat(provider().feature(UnknownFeature.class)).isEmpty();
            assertThatThrownBy(() -> provider().require(UnknownFeature.class))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("UnknownFeature");
        }

        @Test
        void the_Members_feature_agrees_with_CALL_MEMBERS() {
            assertThat(provider().feature(Members.class).isPresent()).isEqualTo(has(Capability.CALL_MEMBERS));
        }
    }

    private interface UnknownFeature extends Feature {}

    @Nested
    @DisplayName("unwrapping")
    class Unwrapping {

        @Test
        void unwrap_returns_known_types_and_rejects_others() {
            assertThat(provider().unwrap(provider().getClass())).isSameAs(provider());
            assertThatThrownBy(() -> provider().unwrap(StringBuilder.class))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    @Nested
    @DisplayName("asynchronous operations")
    class Async {

        @Test
        void async_completes_with_the_result_or_the_error() {
            CallId id = newCall().id();

            assertThat(provider().async(video -> video.calls().get(id).id()).join())
                    .isEqualTo(id);
            CompletableFuture<Call> failing =
                    provider().async(video -> video.calls().get(CallId.random("unknown")));
            assertThatThrownBy(failing::join).hasCauseInstanceOf(NotFoundException.class);
        }
    }

    @Nested
    @DisplayName("errors")
    class Errors {

        @Test
        void errors_carry_provider_operation_status_request_id_and_attempts() {
            NotFoundException failure = catchThrowableOfType(
                    NotFoundException.class, () -> provider().calls().end(CallId.random("unknown")));

            assertThat(failure.provider()).isEqualTo(provider().id());
            assertThat(failure.operation()).isNotEmpty();
            assertThat(failure.status()).isEqualTo(404);
            assertThat(failure.requestId()).isNotEmpty();
            assertThat(failure.attempts()).isEqualTo(1);
            assertThat(failure.retryable()).isFalse();
            assertThat(failure.outcomeUnknown()).isFalse();
            assertThat(failure).hasMessageContaining(String.valueOf(failure.requestId()));
        }
    }
}
