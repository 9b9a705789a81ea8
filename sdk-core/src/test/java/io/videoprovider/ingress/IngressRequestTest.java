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
    void a_request_contains_protocol_user_and_ttl() {
        IngressRequest request = IngressRequest.rtmp("camera").build();
        assertThat(request.protocol()).isEqualTo(IngressProtocol.RTMP);
        assertThat(request.userId()).isEqualTo("camera");
        assertThat(request.ttl()).isNull();
        assertThat(IngressRequest.whip("camera").build().protocol()).isEqualTo(IngressProtocol.WHIP);
        assertThat(IngressRequest.srt("camera").ttl(Duration.ofHours(2)).build())
                .returns(IngressProtocol.SRT, IngressRequest::protocol)
                .returns(Duration.ofHours(2), IngressRequest::ttl);
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
    void an_id_must_not_be_a_path() {
        assertThat(new IngressId("IN_1")).hasToString("IN_1");
        assertThatThrownBy(() -> new IngressId("a/b")).isInstanceOf(InvalidRequestException.class);
    }
}
