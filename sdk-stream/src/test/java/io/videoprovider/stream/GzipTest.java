package io.videoprovider.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {

    private static final int LIMIT = 1 << 20;

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, LIMIT})
    void packed_bytes_are_inflated(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);

        assertThat(Gzip.inflate(gzip(bytes), LIMIT)).isEqualTo(bytes);
    }

    @Test
    void input_over_the_limit_is_returned_with_one_byte_more() throws Exception {
        assertThat(Gzip.inflate(gzip(new byte[LIMIT + 1]), LIMIT)).hasSize(LIMIT + 1);
        assertThat(Gzip.inflate(gzip(new byte[200 << 20]), LIMIT)).hasSize(LIMIT + 1);
    }

    @Test
    void a_header_may_have_a_name_a_comment_and_extra_fields() throws Exception {
        byte[] plain = gzip("hello".getBytes(UTF_8));
        byte[] fields = {2, 0, 'x', 'y', 'n', 'a', 'm', 'e', 0, 'c', 0, 0, 0};
        byte[] full = Arrays.copyOf(plain, plain.length + fields.length);
        full[3] = 2 | 4 | 8 | 16;
        System.arraycopy(fields, 0, full, 10, fields.length);
        System.arraycopy(plain, 10, full, 10 + fields.length, plain.length - 10);
        int checksum = 10 + fields.length - 2;
        CRC32 header = new CRC32();
        header.update(full, 0, checksum);
        full[checksum] = (byte) header.getValue();
        full[checksum + 1] = (byte) (header.getValue() >> 8);

        assertThat(Gzip.inflate(full, LIMIT)).asString(UTF_8).isEqualTo("hello");
        full[checksum]++;
        assertThatThrownBy(() -> Gzip.inflate(full, LIMIT)).isInstanceOf(ZipException.class);
    }

    @Test
    void another_compression_method_than_deflate_is_rejected() {
        byte[] packed = gzip("hello".getBytes(UTF_8));
        packed[2] = 7;

        assertThatThrownBy(() -> Gzip.inflate(packed, LIMIT)).isInstanceOf(ZipException.class);
    }

    @Test
    void a_second_member_is_rejected() {
        byte[] packed = gzip("hello".getBytes(UTF_8));
        byte[] twice = Arrays.copyOf(packed, 2 * packed.length);
        System.arraycopy(packed, 0, twice, packed.length, packed.length);

        assertThatThrownBy(() -> Gzip.inflate(twice, LIMIT)).isInstanceOf(ZipException.class);
    }

    @Test
    void fifty_thousand_empty_members_are_refused_and_overflow_no_stack() {
        byte[] empty = gzip(new byte[0]);
        byte[] members = new byte[empty.length * 50_000];
        for (int at = 0; at < members.length; at += empty.length) {
            System.arraycopy(empty, 0, members, at, empty.length);
        }

        assertThatThrownBy(() -> Gzip.inflate(members, LIMIT)).isInstanceOf(ZipException.class);
    }

    @Test
    void any_other_input_is_rejected_or_read() throws Exception {
        byte[] good = gzip("some text, some text, some other text".getBytes(UTF_8));
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 4));
            for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Gzip.inflate(bytes, LIMIT);
            } catch (ZipException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(15_000, 19_999);
    }
}
