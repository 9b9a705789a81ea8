package io.videoprovider.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import java.net.URI;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class UserRequestTest {

    private static void refused(String field, ThrowingCallable request) {
        assertThatThrownBy(request).isInstanceOf(InvalidRequestException.class).hasMessageContaining(field);
    }

    @Test
    void values_that_are_not_set_are_null() {
        UserRequest request = UserRequest.builder("alice").build();

        assertThat(request.userId()).isEqualTo("alice");
        assertThat(request.name()).isNull();
        assertThat(request.image()).isNull();
        assertThat(request.role()).isNull();
        assertThat(request.custom()).isEmpty();
    }

    @Test
    void a_request_keeps_all_values() {
        UserRequest request = UserRequest.builder("alice")
                .name("Alice")
                .image(URI.create("https://cdn.example/alice.png"))
                .role("admin")
                .custom("b", "2")
                .custom("a", "1")
                .build();

        assertThat(request.name()).isEqualTo("Alice");
        assertThat(request.image()).isEqualTo("https://cdn.example/alice.png");
        assertThat(request.role()).isEqualTo("admin");
        assertThat(request.custom()).containsExactly(Map.entry("b", "2"), Map.entry("a", "1"));
        assertThat(UserRequest.builder("a").image(URI.create("")).build().image())
                .isEmpty();
    }

    @Test
    void invalid_values_are_refused_by_field() {
        refused("userId", () -> UserRequest.builder(" "));
        refused("userId", () -> UserRequest.builder("a/b"));
        refused("userId", () -> UserRequest.builder("a".repeat(257)));
        refused("name", () -> UserRequest.builder("a").name("x".repeat(257)).build());
        refused("name", () -> UserRequest.builder("a").name("\ud83d").build());
        refused("role", () -> UserRequest.builder("a").role("a/b").build());
        refused("image", () -> UserRequest.builder("a").image(URI.create("javascript:alert(1)")));
        refused("image", () -> UserRequest.builder("a").image(URI.create("https://a/" + "x".repeat(2048))));
        refused("custom", () -> UserRequest.builder("a").custom(" ", "x").build());
        refused("custom a", () -> UserRequest.builder("a").custom("a", "\ud83d").build());
    }
}
