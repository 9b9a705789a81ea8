package io.videoprovider.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.common.CallId;
import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenRequestTest {

    private static final CallId STANDUP = CallId.of("standup");
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    @Test
    void defaults_are_a_speaker_for_one_hour() {
        TokenRequest request = TokenRequest.builder("alice", STANDUP).build();

        assertThat(request.userId()).isEqualTo("alice");
        assertThat(request.call()).isEqualTo(STANDUP);
        assertThat(request.permissions()).isEqualTo(Role.SPEAKER.permissions());
        assertThat(request.displayName()).isNull();
        assertThat(request.metadata()).isNull();
        assertThat(request.attributes()).isEmpty();
        assertThat(request.ttl()).isEqualTo(Duration.ofHours(1));
        assertThat(request.window()).isNull();
    }

    @Test
    void build_keeps_all_values() {
        JoinWindow window = JoinWindow.around(NOON, Duration.ofMinutes(5), Duration.ofHours(1));
        TokenRequest request = TokenRequest.builder("alice", STANDUP)
                .role(Role.HOST)
                .displayName("Alice")
                .metadata("m")
                .attribute("b", "2")
                .attribute("a", "1")
                .ttl(Duration.ofMinutes(9))
                .window(window)
                .build();

        assertThat(request.call()).isEqualTo(CallId.of("standup"));
        assertThat(request.permissions()).containsExactly(Permission.values());
        assertThat(request.displayName()).isEqualTo("Alice");
        assertThat(request.metadata()).isEqualTo("m");
        assertThat(request.attributes().keySet()).containsExactly("b", "a");
        assertThat(request.ttl()).isEqualTo(Duration.ofMinutes(9));
        assertThat(request.window()).isEqualTo(window);
    }

    @Test
    void a_window_without_ttl_limits_the_validity() {
        assertThat(TokenRequest.builder("alice", STANDUP)
                        .window(new JoinWindow(NOON, NOON.plusSeconds(1)))
                        .build()
                        .ttl())
                .isEqualTo(TokenRequest.MAX_TTL);
    }

    @Test
    void allow_and_deny_change_the_permissions_of_a_role() {
        assertThat(Role.HOST.permissions()).isEqualTo(EnumSet.allOf(Permission.class));
        assertThat(Role.SPEAKER.permissions())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Permission.MODERATE, Permission.RECORD)));
        assertThat(Role.VIEWER.permissions()).containsExactly(Permission.SUBSCRIBE);
        assertThat(TokenRequest.builder("a", STANDUP)
                        .role(Role.VIEWER)
                        .allow(Permission.PUBLISH_DATA)
                        .deny(Permission.SUBSCRIBE)
                        .build()
                        .permissions())
                .containsExactly(Permission.PUBLISH_DATA);
        assertThat(TokenRequest.builder("a", STANDUP)
                        .permissions(Set.of())
                        .build()
                        .permissions())
                .isEmpty();
        assertThat(TokenRequest.builder("a", STANDUP)
                        .allow(Permission.MODERATE)
                        .role(Role.VIEWER)
                        .build()
                        .permissions())
                .containsExactly(Permission.SUBSCRIBE);
        assertThatThrownBy(() -> Role.HOST.permissions().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_request_is_immutable() {
        EnumSet<Permission> permissions = EnumSet.of(Permission.SUBSCRIBE);
        TokenRequest.Builder builder =
                TokenRequest.builder("a", STANDUP).permissions(permissions).attribute("k", "v");
        TokenRequest request = builder.build();
        permissions.add(Permission.MODERATE);
        builder.attribute("k2", "v").allow(Permission.MODERATE);

        assertThat(request.permissions()).containsExactly(Permission.SUBSCRIBE);
        assertThat(request.attributes()).containsOnlyKeys("k");
        assertThatThrownBy(() -> request.attributes().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> request.permissions().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    static Stream<Arguments> invalid_values_are_refused() {
        return Stream.of(
                refused("ttl", builder -> builder.ttl(Duration.ZERO)),
                refused("ttl", builder -> builder.ttl(Duration.ofMillis(999))),
                refused("ttl", builder -> builder.ttl(Duration.ofHours(-1))),
                refused("ttl", builder -> builder.ttl(TokenRequest.MAX_TTL.plusNanos(1))),
                refused("ttl", builder -> builder.ttl(Duration.ofSeconds(Long.MAX_VALUE))),
                refused("displayName", builder -> builder.displayName("x".repeat(257))),
                refused("displayName", builder -> builder.displayName("Alice \ud83d")),
                refused("metadata", builder -> builder.metadata("Alice \ud83d")),
                refused("name of an attribute", builder -> builder.attribute("\ud83d", "x")),
                refused("attribute k", builder -> builder.attribute("k", "\ude00")),
                refused("permissions", builder -> builder.permissions(Null.value())),
                refused("role", builder -> builder.role(Null.value())),
                refused("permission", builder -> builder.allow(Null.value())),
                refused("permission", builder -> builder.deny(Null.value())),
                refused("name of an attribute", builder -> builder.attribute("", "x")),
                refused("attribute k", builder -> builder.attribute("k", Null.value())));
    }

    private static Arguments refused(String field, UnaryOperator<TokenRequest.Builder> change) {
        return Arguments.of(field, change);
    }

    @ParameterizedTest
    @MethodSource
    void invalid_values_are_refused(String field, UnaryOperator<TokenRequest.Builder> change) {
        assertThatThrownBy(() ->
                        change.apply(TokenRequest.builder("alice", STANDUP)).build())
                .isInstanceOf(InvalidRequestException.class)
                .extracting(failure -> ((InvalidRequestException) failure).field())
                .isEqualTo(field);
    }

    @Test
    void a_token_without_a_call_must_be_requested_explicitly() {
        assertThat(TokenRequest.builder("alice").withoutCall().build().call()).isNull();
        assertThatThrownBy(() -> TokenRequest.builder("alice").build())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("call"))
                .hasMessageContaining("builder(userId, callId)")
                .hasMessageContaining("builder(userId).withoutCall()");
        assertThatThrownBy(() ->
                        TokenRequest.builder("alice", Null.<CallId>value()).build())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("call"));
        assertThatThrownBy(() ->
                        TokenRequest.builder("alice", STANDUP).withoutCall().build())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("call"));
    }

    @Test
    void toString_shows_neither_metadata_nor_attributes() {
        assertThat(TokenRequest.builder("alice", STANDUP)
                        .metadata("hush")
                        .attribute("a", "hush")
                        .build())
                .asString()
                .contains("alice", "default:standup", "PT1H")
                .doesNotContain("hush");
    }

    @Test
    void an_invalid_user_id_is_refused() {
        for (String userId : new String[] {"", " ", "..", "a/b", "a\n", "a\u200Db", "x".repeat(257)}) {
            assertThatThrownBy(() -> TokenRequest.builder(userId, STANDUP).build())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageStartingWith("userId");
        }
    }
}
