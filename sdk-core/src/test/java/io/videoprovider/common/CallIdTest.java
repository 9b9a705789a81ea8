package io.videoprovider.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.Null;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.error.ProviderId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallIdTest {

    @Test
    void the_type_may_be_left_out() {
        CallId id = CallId.of("standup");

        assertThat(id.type()).isEqualTo("default");
        assertThat(id.id()).isEqualTo("standup");
        assertThat(id)
                .hasToString("default:standup")
                .isEqualTo(CallId.of("default", "standup"))
                .hasSameHashCodeAs(CallId.of("default", "standup"))
                .isNotEqualTo(CallId.of("livestream", "standup"))
                .isNotEqualTo(CallId.of("default", "other"))
                .isNotEqualTo("default:standup");
    }

    @ParameterizedTest
    @CsvSource({"standup, default, standup", "livestream:show, livestream, show", "default:a b, default, a b"})
    void it_reads_from_text(String text, String type, String id) {
        assertThat(CallId.parse(text)).isEqualTo(CallId.of(type, id));
    }

    @Test
    void parse_restores_every_id_from_its_text() {
        Random random = new Random(1);
        int good = 0;
        for (int i = 0; i < 50_000; i++) {
            String type = text(random);
            String id = text(random);
            restored(CallId.unchecked(type, id));
            try {
                restored(CallId.of(type, id));
                good++;
            } catch (InvalidRequestException refused) {
                // only unchecked accepts it
            }
        }
        assertThat(good).isGreaterThan(1000);
    }

    private static void restored(CallId id) {
        CallId restored = CallId.parse(id.toString());

        assertThat(restored).isEqualTo(id).hasToString(id.toString());
        assertThat(restored.type()).isEqualTo(id.type());
        assertThat(restored.id()).isEqualTo(id.id());
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(7); length > 0; length--) {
            text.append("abcXYZ019-_.:@ ü€/%?235A~!\n".charAt(random.nextInt(27)));
        }
        return text.toString();
    }

    @Test
    void different_ids_have_different_texts() {
        assertThat(CallId.unchecked("a:b", "c")).hasToString("a%3Ab:c").isNotEqualTo(CallId.unchecked("a", "b:c"));
        assertThat(CallId.unchecked("a", "b:c")).hasToString("a:b:c");
        assertThat(CallId.unchecked("a%3Ab", "c%3A")).hasToString("a%253Ab:c%3A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "..", "a\n", "a\u200Db", "a?b", "a#b", "a%b"})
    void an_id_without_a_type_is_validated(String text) {
        assertThatThrownBy(() -> CallId.parse(text)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void lengths_have_limits() {
        assertThat(CallId.of("t".repeat(64), "i".repeat(190)).id()).hasSize(190);
        assertThatThrownBy(() -> CallId.of("t".repeat(65), "i"))
                .hasMessageStartingWith("call type must have at most 64 characters, had 65");
        assertThatThrownBy(() -> CallId.of("t", "i".repeat(191)))
                .hasMessageStartingWith("call id must have at most 190 characters, had 191");
        assertThatThrownBy(() -> CallId.of("a:b", "c")).hasMessageStartingWith("call type must not contain a colon");
        assertThatThrownBy(() -> CallId.of("a", "b:c")).hasMessageStartingWith("call id must not contain a colon");
        assertThatThrownBy(() -> CallId.of(Null.<String>value())).hasMessage("call id must not be null");
        assertThatThrownBy(() -> CallId.parse(Null.value())).hasMessage("call id must not be null");
    }

    @Test
    void random_ids_are_readable_and_never_the_same() {
        Set<CallId> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            CallId id = CallId.random("consult");
            assertThat(id.id()).matches("consult-[0-9a-z]{15,25}");
            ids.add(id);
        }
        assertThat(ids).hasSize(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a:b", "a/b", "..", "a\nb", "%00"})
    void a_vendors_name_is_kept(String name) {
        assertThat(CallId.unchecked("default", name).id()).isEqualTo(name);
        assertThat(CallId.unchecked(name, "x").type()).isEqualTo(name);
        assertThatThrownBy(() -> CallId.unchecked("default", Null.value())).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void a_provider_is_a_name() {
        assertThat(ProviderId.LIVEKIT).hasToString("livekit").isEqualTo(new ProviderId("livekit"));
        assertThat(ProviderId.STREAM).hasToString("stream");
        assertThat(new ProviderId("acme").value()).isEqualTo("acme");
        assertThatThrownBy(() -> new ProviderId(" ")).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new ProviderId("a/b")).isInstanceOf(InvalidRequestException.class);
    }
}
