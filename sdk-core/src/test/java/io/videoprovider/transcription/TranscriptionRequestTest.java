package io.videoprovider.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.recording.Storage;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TranscriptionRequestTest {

    @Test
    void defaults_are_those_of_the_provider() {
        TranscriptionRequest request = TranscriptionRequest.builder().build();

        assertThat(request.language()).isNull();
        assertThat(request.storage()).isEqualTo(Storage.providerDefault());
        assertThat(CaptionRequest.builder().build().language()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "auto", "pt-BR", "zh-Hans-CN"})
    void language_tags_are_accepted(String language) {
        assertThat(TranscriptionRequest.builder().language(language).build().language())
                .isEqualTo(language);
        assertThat(CaptionRequest.builder().language(language).build().language())
                .isEqualTo(language);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "e",
                "en_US",
                "en\n",
                "en\"",
                "../en",
                "\u0435n",
                "en-",
                "en-aaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void other_languages_are_rejected_by_name(String language) {
        TranscriptionRequest.Builder transcription =
                TranscriptionRequest.builder().language(language);
        CaptionRequest.Builder captions = CaptionRequest.builder().language(language);

        assertThatThrownBy(transcription::build)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("language must");
        assertThatThrownBy(captions::build)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("language must");
    }

    @Test
    void an_incomplete_storage_is_rejected() {
        TranscriptionRequest.Builder request = TranscriptionRequest.builder().storage(Storage.s3("bucket"));

        assertThatThrownBy(request::build).isInstanceOf(InvalidRequestException.class);
    }
}
