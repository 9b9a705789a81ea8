package io.videoprovider.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import io.videoprovider.error.ProviderId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventInfoTest {

    @Test
    void values_that_are_not_set_are_null() {
        EventInfo info = EventInfo.builder(ProviderId.LIVEKIT, Json.EMPTY).build();

        assertThat(info.deliveryId()).isNull();
        assertThat(info.deduplicationKey()).isNull();
        assertThat(info.occurredAt()).isNull();
        assertThat(info.call()).isNull();
        assertThat(info.sessionId()).isNull();
        assertThat(info.signedBy()).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void a_blank_id_is_null_so_that_it_never_makes_two_events_equal(String blank) {
        EventInfo info = EventInfo.builder(ProviderId.LIVEKIT, Json.EMPTY)
                .deliveryId(blank)
                .deduplicationKey(blank)
                .sessionId(blank)
                .build();

        assertThat(info.deliveryId()).isNull();
        assertThat(info.deduplicationKey()).isNull();
        assertThat(info.sessionId()).isNull();
    }
}
