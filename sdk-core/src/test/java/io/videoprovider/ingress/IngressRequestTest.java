package io.videoprovider.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngressRequestTest {

    @Test
    void it_says_by_which_protocol_who_comes_in_and_for_how_long() {
        assertThat(IngressRequest.rtmp("camera").build())
                .isEqualTo(new IngressRequest(IngressProtocol.RTMP, "camera", null));
        assertThat(IngressRequest.whip("camera").build().protocol()).isEqualTo(IngressProtocol.WHIP);
        assertThat(IngressRequest.srt("camera").ttl(Duration.ofHours(2)).build())
                .isEqualTo(new IngressRequest(IngressProtocol.SRT, "camera", Duration.ofHours(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "..", "a\nb"})
    void a_hostile_user_is_refused(String userId) {
        assertThatThrownBy(() -> IngressRequest.rtmp(userId).build()).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE / 1_000, -1, 0, 365L * 24 * 3600 + 1})
    void a_key_works_from_a_second_to_a_year(long seconds) {
        assertThatThrownBy(() -> IngressRequest.rtmp("camera")
                        .ttl(Duration.ofSeconds(seconds))
                        .build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ttl");
    }

    @Test
    void an_id_is_any_word_but_no_path() {
        assertThat(new IngressId("IN_1")).hasToString("IN_1");
        assertThatThrownBy(() -> new IngressId("a/b")).isInstanceOf(InvalidRequestException.class);
    }
}
