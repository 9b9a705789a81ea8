package io.videoprovider.transcription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.error.MalformedTranscriptException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TranscriptReaderTest {

    private static final String HELLO =
            "{\"type\":\"speech\",\"start_time\":\"2030-01-01T12:00:00.5Z\",\"stop_time\":\"2030-01-01T12:00:02Z\","
                    + "\"speaker_id\":\"alice\",\"text\":\"Hello, Zoë\"}";

    private static TranscriptReader reader(String content) {
        return new TranscriptReader(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<TranscriptLine> lines(TranscriptReader reader) {
        List<TranscriptLine> lines = new ArrayList<>();
        reader.forEachRemaining(lines::add);
        return lines;
    }

    @Test
    void a_line_has_speaker_text_and_times() {
        TranscriptLine line = reader(HELLO + "\n").next();

        assertThat(line.type()).isEqualTo("speech");
        assertThat(line.speakerId()).isEqualTo("alice");
        assertThat(line.text()).isEqualTo("Hello, Zoë");
        assertThat(line.startedAt()).isEqualTo(Instant.parse("2030-01-01T12:00:00.5Z"));
        assertThat(line.endedAt()).isEqualTo(Instant.parse("2030-01-01T12:00:02Z"));
        assertThat(line.raw().string("text")).isEqualTo(line.text());
    }

    @Test
    void times_in_nanoseconds_and_with_an_offset_are_read_and_others_are_absent() {
        List<TranscriptLine> lines = lines(reader("""
                {"start_time":1893499200000000001,"stop_time":"1893499200000000002"}
                {"start_time":"2030-01-01T13:00:00+01:00","stop_time":"Tomorrow"}
                {"start_time":-1,"stop_time":1e99}
                {"start_time":null,"stop_time":{"T":1}}
                """));

        assertThat(lines.get(0).startedAt()).isEqualTo(Instant.parse("2030-01-01T12:00:00.000000001Z"));
        assertThat(lines.get(0).endedAt()).isEqualTo(Instant.parse("2030-01-01T12:00:00.000000002Z"));
        assertThat(lines.get(1).startedAt()).isEqualTo(Instant.parse("2030-01-01T12:00:00Z"));
        assertThat(lines.subList(1, lines.size()))
                .extracting(TranscriptLine::endedAt)
                .containsOnlyNulls();
        assertThat(lines.get(2).startedAt()).isNull();
        assertThat(lines.get(3).startedAt()).isNull();
    }

    @Test
    void lines_of_other_types_are_kept_and_empty_lines_are_skipped() {
        List<TranscriptLine> lines = lines(reader("\r\n{\"type\":\"pause\",\"ms\":3}\r\n \t\n{}\n" + HELLO));

        assertThat(lines).extracting(TranscriptLine::type).containsExactly("pause", "", "speech");
        assertThat(lines.get(0).text()).isEmpty();
        assertThat(lines.get(0).speakerId()).isNull();
        assertThat(lines.get(0).raw().number("ms")).isEqualTo(3);
    }

    @Test
    void an_empty_file_has_no_lines() {
        TranscriptReader reader = reader("");

        assertThat(reader.hasNext()).isFalse();
        assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"speech\",\"text\":\"secret wor",
                "{\"text\":\"secret\"}{}",
                "[\"secret\"]",
                "secret",
                "\u0000",
                "{\"text\":1e9999999999}"
            })
    void a_malformed_or_truncated_line_is_named_without_its_content(String bad) {
        TranscriptReader reader = reader(HELLO + "\n\n" + HELLO + "\n" + bad);
        assertThat(reader.next().text()).isNotEmpty();
        assertThat(reader.next().text()).isNotEmpty();

        MalformedTranscriptException failure =
                catchThrowableOfType(MalformedTranscriptException.class, reader::hasNext);

        assertThat(failure.line()).isEqualTo(4);
        assertThat(failure).hasMessageContaining("line 4 must be a JSON object").hasMessageNotContaining("secret");
        assertThatThrownBy(reader::next).isSameAs(failure);
    }

    @Test
    void invalid_UTF_8_is_rejected() {
        TranscriptReader reader = new TranscriptReader(
                new ByteArrayInputStream("{\"text\":\"\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1)));

        assertThatThrownBy(reader::hasNext)
                .isInstanceOf(MalformedTranscriptException.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void a_line_nested_too_deeply_is_rejected() {
        assertThatThrownBy(reader("{\"a\":" + "[".repeat(100_000))::hasNext)
                .isInstanceOf(MalformedTranscriptException.class);
    }

    @Test
    void an_endless_line_is_rejected_at_the_limit() {
        byte[] spaces = new byte[8192];
        Arrays.fill(spaces, (byte) ' ');
        int[] read = new int[1];
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int from, int length) {
                int count = Math.min(length, spaces.length);
                System.arraycopy(spaces, 0, target, from, count);
                read[0] += count;
                return count;
            }
        };

        assertThatThrownBy(new TranscriptReader(endless)::hasNext)
                .isInstanceOf(MalformedTranscriptException.class)
                .hasMessageContaining("line 1 must have at most 1048576 bytes");
        assertThat(read[0]).isLessThan(TranscriptReader.MAX_LINE_BYTES + 2 * spaces.length);
    }

    @Test
    void a_line_of_the_largest_size_is_read_across_buffers() {
        String frame = "{\"text\":\"\"}";
        String text = "x".repeat(TranscriptReader.MAX_LINE_BYTES - frame.length());

        List<TranscriptLine> lines = lines(reader("{\"text\":\"" + text + "\"}\n" + HELLO));

        assertThat(lines).extracting(TranscriptLine::text).containsExactly(text, "Hello, Zoë");
    }

    @Test
    void random_bytes_give_lines_or_the_typed_error() {
        Random random = new Random(7);
        byte[] start = (HELLO + "\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2_000; i++) {
            byte[] file = Arrays.copyOf(start, random.nextInt(2 * start.length));
            for (int change = random.nextInt(4); change > 0 && file.length > 0; change--) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(lines(new TranscriptReader(new ByteArrayInputStream(file))))
                        .hasSizeLessThan(200);
            } catch (MalformedTranscriptException e) {
                assertThat(e.line()).isPositive();
            }
        }
    }

    @Test
    void a_failed_read_is_reported_and_closing_closes_the_stream() throws IOException {
        boolean[] closed = new boolean[1];
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (TranscriptReader reader = new TranscriptReader(new SequenceInputStream(
                new ByteArrayInputStream((HELLO + "\n").getBytes(StandardCharsets.UTF_8)), broken))) {
            assertThat(reader.next().speakerId()).isEqualTo("alice");
            assertThatThrownBy(reader::hasNext)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("after line 1")
                    .hasRootCauseMessage("connection reset");
        }
        new TranscriptReader(broken).close();
        assertThat(closed).containsExactly(true);
    }
}
