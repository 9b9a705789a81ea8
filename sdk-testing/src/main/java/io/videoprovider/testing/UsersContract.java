package io.videoprovider.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.call.DeleteMode;
import io.videoprovider.common.CallId;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.user.User;
import io.videoprovider.user.UserRequest;
import io.videoprovider.user.Users;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

abstract class UsersContract extends ServiceContract {

    UsersContract(VideoProviderContract fixture) {
        super(fixture);
    }

    private static String newId() {
        return CallId.random("user").id();
    }

    @Test
    void a_new_user_has_the_requested_values() {
        Users users = assumeFeature(Users.class);
        String id = newId();
        notFound(() -> users.get(id));

        User created = users.upsert(UserRequest.builder(id)
                .name("Alice Ünicode")
                .image(URI.create("https://cdn.example/alice.png"))
                .custom("note", "x")
                .build());

        assertThat(created.id()).isEqualTo(id);
        User user = users.get(id);
        assertThat(user.name()).isEqualTo("Alice Ünicode");
        assertThat(user.image()).isEqualTo("https://cdn.example/alice.png");
        assertThat(user.custom()).isEqualTo(Map.of("note", "x"));
        assertThat(user.deactivated()).isFalse();
    }

    @Test
    void a_change_keeps_values_that_are_not_set_and_removes_empty_ones() {
        Users users = assumeFeature(Users.class);
        String id = newId();
        users.upsert(UserRequest.builder(id)
                .name("Alice")
                .image(URI.create("https://cdn.example/alice.png"))
                .custom("a", "1")
                .custom("b", "2")
                .build());

        User changed = users.upsert(UserRequest.builder(id)
                .image(URI.create(""))
                .custom("a", "")
                .custom("c", "3")
                .build());

        assertThat(changed.name()).isEqualTo("Alice");
        assertThat(changed.image()).isNull();
        assertThat(changed.custom()).isEqualTo(Map.of("b", "2", "c", "3"));
        assertThat(users.upsert(UserRequest.builder(id).name("").build()).name())
                .isNull();
    }

    @Test
    void a_deactivated_user_keeps_the_data_and_can_be_reactivated() {
        Users users = assumeFeature(Users.class);
        String id = newId();
        users.upsert(UserRequest.builder(id).name("Alice").build());

        users.deactivate(id);
        users.deactivate(id);

        assertThat(users.get(id).deactivated()).isTrue();
        assertThat(users.get(id).name()).isEqualTo("Alice");
        users.reactivate(id);
        users.reactivate(id);
        assertThat(users.get(id).deactivated()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(DeleteMode.class)
    void a_deleted_user_does_not_exist(DeleteMode mode) {
        Users users = assumeFeature(Users.class);
        String id = newId();
        users.upsert(UserRequest.builder(id).name("Alice").build());

        users.delete(id, mode);

        eventually("the user is deleted", () -> {
            try {
                return users.get(id) == null;
            } catch (NotFoundException e) {
                return true;
            }
        });
        users.delete(id, mode);
    }

    @Test
    void an_unknown_user_is_not_found() {
        Users users = assumeFeature(Users.class);
        String id = newId();

        notFound(() -> users.get(id));
        notFound(() -> users.deactivate(id));
        notFound(() -> users.reactivate(id));
    }
}
