package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.videoprovider.common.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenWriterTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final SigningKey key = SigningKey.of(SECRET);

    @Test
    void a_token_of_no_claims_is_the_one_that_json_gives() {
        assertThat(key.token(0).sign()).isEqualTo(key.sign(Json.EMPTY));
    }

    @Test
    void every_kind_of_claim_reads_as_it_was_written() throws Exception {
        String token = key.token(100)
                .put("iss", "key")
                .object("video")
                .object("empty")
                .end()
                .put("roomJoin", true)
                .put("canPublish", false)
                .put("canPublishSources", List.of("camera", "microphone"))
                .put("none", List.of())
                .end()
                .put("exp", Long.MAX_VALUE)
                .put("nbf", Long.MIN_VALUE)
                .sign();

        assertThat(verifiedByNimbus(token))
                .isEqualTo(
                        "{\"iss\":\"key\",\"video\":{\"empty\":{},\"roomJoin\":true,\"canPublish\":false,\"canPublishSources\":"
                                + "[\"camera\",\"microphone\"],\"none\":[]},\"exp\":9223372036854775807,\"nbf\":-9223372036854775808}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 200, 5000})
    void whatever_the_texts_are_and_however_wrong_the_guess_of_their_length_it_is_json_and_nimbus_verifies_it(
            int expected) throws Exception {
        Random random = new Random(4711);
        for (int round = 0; round < 500; round++) {
            String name = text(random);
            String text = text(random);
            List<String> texts = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                texts.add(text(random));
            }

            String token = key.token(expected)
                    .put("a", text)
                    .put("names", Map.of(name, text))
                    .put("b", texts)
                    .put("c", random.nextLong())
                    .sign();

            Json claims = Json.parse(verifiedByNimbus(token));
            assertThat(claims.string("a")).isEqualTo(text);
            assertThat(claims.stringMap("names")).isEqualTo(Map.of(name, text));
            assertThat(claims.strings("b")).isEqualTo(texts);
            assertThat(Jwt.parse(token).claims()).isEqualTo(claims);
        }
    }

    @Test
    void a_token_says_the_same_as_one_of_json() throws Exception {
        Json claims = Json.builder()
                .put("sub", "ä\u2028\ud83d\ude00\"\\\u0001\t")
                .put("exp", 1763719000)
                .build();

        String token = key.token(10)
                .put("sub", claims.string("sub"))
                .put("exp", claims.number("exp"))
                .sign();

        assertThat(Jwt.parse(token).claims()).isEqualTo(claims);
        assertThat(Jwt.parse(key.sign(claims)).claims()).isEqualTo(claims);
    }

    @Test
    void it_prints_no_claim() {
        assertThat(key.token(0).put("sub", "alice")).hasToString("TokenWriter[██]");
    }

    private static String verifiedByNimbus(String token) throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
        assertThat(jwt.verify(new MACVerifier(SECRET))).isTrue();
        return jwt.getPayload().toString();
    }

    /** Any UTF-16, halves of surrogate pairs included. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                case 2 -> text.append((char) random.nextInt(0x20));
                case 3 -> text.append("\"\\/".charAt(random.nextInt(3)));
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.toString();
    }
}
