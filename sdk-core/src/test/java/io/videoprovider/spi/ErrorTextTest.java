package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorTextTest {

    @Test
    void tokens_and_push_URLs_are_masked() {
        assertThat(ErrorText.sanitize("bad token eyJhbGciOiJI.eyJ4Ijox.c2ln, sent to rtmps://live.example/app/key"))
                .isEqualTo("bad token ██, sent to rtmps://██");
    }

    @Test
    void the_text_is_one_line_of_at_most_300_characters() {
        assertThat(ErrorText.sanitize(" first\r\n\tsecond\0 ")).isEqualTo("first second");
        assertThat(ErrorText.sanitize("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
        assertThat(ErrorText.sanitize("x".repeat(300))).hasSize(300);
        assertThat(ErrorText.sanitize("x".repeat(299) + "\ud83d\ude00")).isEqualTo("x".repeat(299) + "…");
    }
}
