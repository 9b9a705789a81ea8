package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.common.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnumNamesTest {

    private static final EnumNames COLOUR = EnumNames.of("RED", "", "BLUE");

    @ParameterizedTest(name = "{0} is read as {1}")
    @CsvSource({
        "'\"RED\"', RED",
        "'\"MAUVE\"', MAUVE",
        "0, RED",
        "2, BLUE",
        "2.0, BLUE",
        "1, UNKNOWN_1",
        "3, UNKNOWN_3",
        "-1, UNKNOWN_-1",
        "4294967296, UNKNOWN_4294967296",
        "0.5, UNKNOWN_0.5",
        "null, ''",
        "true, ''",
        "'{}', ''",
    })
    void a_value_is_read_by_name_or_number(String value, String name) {
        assertThat(COLOUR.read(Json.parse("{\"colour\":" + value + "}"), "colour"))
                .isEqualTo(name);
    }

    @Test
    void a_missing_value_has_no_name() {
        assertThat(COLOUR.read(Json.EMPTY, "colour")).isEmpty();
        assertThat(COLOUR.readAll(Json.EMPTY, "colours")).isEmpty();
    }

    @Test
    void a_list_keeps_its_numbers() {
        Json json = Json.parse("{\"colours\":[\"BLUE\",0,9,null,{}]}");

        assertThat(COLOUR.readAll(json, "colours")).containsExactly("BLUE", "RED", "UNKNOWN_9");
    }

    @Test
    void an_unknown_number_is_sent_as_it_came() {
        assertThat(EnumNames.written("UNKNOWN_9")).isEqualTo(9L);
        assertThat(EnumNames.written("BLUE")).isEqualTo("BLUE");
        assertThat(EnumNames.written("UNKNOWN_REASON")).isEqualTo("UNKNOWN_REASON");
    }
}
