package io.videoprovider.examples.meetings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void names_of_users_have_at_most_a_hundred_characters_and_no_control_characters() {
        assertThat(Text.name("x".repeat(10_000))).hasSize(100);
        assertThat(Text.name("🎉".repeat(200))).isEqualTo("🎉".repeat(100));
        assertThat(Text.name("Da\nna\u0000 \u001b[31mDiaz")).isEqualTo("Dana [31mDiaz");
        assertThat(Text.name("<b>Dana</b> \u202Eدانا")).isEqualTo("<b>Dana</b> \u202Eدانا");
    }
}
