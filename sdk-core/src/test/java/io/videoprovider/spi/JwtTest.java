package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.videoprovider.common.Json;
import io.videoprovider.spi.JwtException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    private static final String CLAIMS = "{\"sub\":\"top-secret-alice\"}";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Any header and any claims, signed well. */
    private static String signed(String header, String claims) {
        try {
            String signedPart = encoded(header) + "." + encoded(claims);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signedPart + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(signedPart.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns why a token is rejected; null if it is accepted. */
    private static @Nullable Reason refusal(String token) {
        try {
            return SigningKey.of(SECRET).signed(Jwt.parse(token)) ? null : Reason.MALFORMED;
        } catch (JwtException e) {
            assertThat(e.getMessage())
                    .as("the message does not quote the token")
                    .doesNotContain("alice", encoded(CLAIMS), "eyJ");
            assertThat(e.getCause()).isNull();
            return e.reason();
        }
    }

    @Test
    void a_valid_token_is_parsed() throws JwtException {
        String token = signed(HEADER, CLAIMS);

        assertThat(refusal(token)).isNull();
        assertThat(Jwt.parse(token).claims().string("sub")).isEqualTo("top-secret-alice");
        assertThat(Jwt.parse(token)).hasToString("Jwt[██]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"\"}",
                "{\"alg\":null}",
                "{}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"HS256 \"}",
                "{\"alg\":[\"HS256\"]}",
                "{\"alg\":\"HS384\"}",
                "{\"alg\":\"HS512\"}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"ES256\"}",
                "{\"alg\":\"HS256\",\"alg\":\"none\"}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"ALG\":\"HS256\"}"
            })
    void any_algorithm_but_hs256_is_refused_however_well_it_is_signed(String header) {
        assertThat(refusal(signed(header, CLAIMS))).isEqualTo(Reason.WRONG_ALGORITHM);
    }

    @Test
    void a_token_without_a_signature_is_refused() {
        assertThat(refusal(encoded("{\"alg\":\"none\"}") + "." + encoded(CLAIMS) + "."))
                .isEqualTo(Reason.WRONG_ALGORITHM);
        assertThat(refusal(encoded(HEADER) + "." + encoded(CLAIMS) + ".")).isEqualTo(Reason.MALFORMED);
    }

    static Stream<Arguments> what_is_no_token() {
        String good = signed(HEADER, CLAIMS);
        String[] parts = good.split("\\.", -1);
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("one part", "abc"),
                Arguments.of("two parts", parts[0] + "." + parts[1]),
                Arguments.of("four parts", good + ".x"),
                Arguments.of("a trailing dot", good + "."),
                Arguments.of("a leading dot", "." + good),
                Arguments.of("only dots", ".."),
                Arguments.of("five parts, as an encrypted token has", good + ".x.y"),
                Arguments.of("no header", "." + parts[1] + "." + parts[2]),
                Arguments.of("no claims", parts[0] + ".." + parts[2]),
                Arguments.of("padding", good + "="),
                Arguments.of("padding within", parts[0] + "=." + parts[1] + "." + parts[2]),
                Arguments.of("a space before", " " + good),
                Arguments.of("a line end after", good + "\n"),
                Arguments.of("a prefix", "Bearer " + good),
                Arguments.of("the other alphabet", parts[0] + "." + parts[1] + ".++++////" + parts[2].substring(8)),
                Arguments.of("characters of other scripts", parts[0] + "." + parts[1] + ".é" + parts[2].substring(1)),
                Arguments.of("wide characters", parts[0] + "." + parts[1] + ".\u0141" + parts[2].substring(1)),
                Arguments.of("a length that base64 has not", good + "AA"),
                Arguments.of("a cut signature", good.substring(0, good.length() - 4)),
                Arguments.of("a longer signature", good + "AAAA"),
                Arguments.of("a header that is not JSON", signed("HS256", CLAIMS)),
                Arguments.of("a header that is a list", signed("[\"HS256\"]", CLAIMS)),
                Arguments.of("claims that are not JSON", signed(HEADER, "alice")),
                Arguments.of("claims that are a text", signed(HEADER, "\"alice\"")),
                Arguments.of("claims with something behind", signed(HEADER, CLAIMS + "{}")),
                Arguments.of("empty claims", signed(HEADER, "")),
                Arguments.of("deep claims", signed(HEADER, "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000))),
                Arguments.of("huge", signed(HEADER, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("what_is_no_token")
    void a_text_that_is_not_a_token_is_refused(String what, String token) {
        assertThat(refusal(token)).as(what).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void a_token_has_one_spelling() {
        // 32 bytes are 43 characters, the last of which has two bits to spare.
        String good = signed(HEADER, CLAIMS);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int accepted = 0;
        for (int i = 0; i < alphabet.length(); i++) {
            if (refusal(good.substring(0, good.length() - 1) + alphabet.charAt(i)) == null) {
                accepted++;
            }
        }
        assertThat(accepted).isOne();
    }

    @Test
    void of_two_claims_with_one_name_the_last_counts() throws JwtException {
        assertThat(Jwt.parse(signed(HEADER, "{\"exp\":1,\"exp\":2}")).claims().number("exp"))
                .isEqualTo(2);
    }

    @Test
    void random_bytes_are_rejected_as_tokens() {
        Random random = new Random(3);
        String good = signed(HEADER, CLAIMS);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder token = new StringBuilder(good);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(token.length());
                switch (random.nextInt(3)) {
                    case 0 -> token.setCharAt(at, (char) random.nextInt(0x250));
                    case 1 -> token.deleteCharAt(at);
                    default -> token.insert(at, (char) (' ' + random.nextInt(95)));
                }
            }
            if (!token.toString().equals(good)) {
                assertThat(refusal(token.toString())).as("%s", token).isNotNull();
            }
        }
    }

    // Times

    private static Jwt claiming(String claims) throws JwtException {
        return Jwt.parse(signed(HEADER, claims));
    }

    /** Times in seconds from now; null omits a time. */
    @ParameterizedTest
    @CsvSource({
        "   1,      ,      , ",
        " -60,      ,      , ",
        " -61,      ,      , EXPIRED",
        "-999,      ,      , EXPIRED",
        "    ,      ,      , EXPIRED",
        " 100,    60,      , ",
        " 100,    61,      , NOT_YET_VALID",
        " 100,      ,    60, ",
        " 100,      ,    61, NOT_YET_VALID",
        " 100,  -500,  -500, ",
        " 100,  -500,    61, NOT_YET_VALID",
        " 100,    61,  -500, NOT_YET_VALID",
        " -61,    61,      , EXPIRED",
    })
    void times_have_a_leeway_both_ways(
            @Nullable Long exp, @Nullable Long nbf, @Nullable Long iat, @Nullable Reason refusal) throws JwtException {
        Json.Builder claims = Json.builder();
        claims.put("exp", exp == null ? null : NOW.getEpochSecond() + exp);
        claims.put("nbf", nbf == null ? null : NOW.getEpochSecond() + nbf);
        claims.put("iat", iat == null ? null : NOW.getEpochSecond() + iat);
        Jwt token = claiming(claims.build().write());

        JwtException failure = catchThrowableOfType(JwtException.class, () -> token.checkTimes(NOW, LEEWAY));

        assertThat(failure == null ? null : failure.reason()).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"exp\":1800000000.9}                                         | ",
                "{\"exp\":1.8000001E9}                                          | ",
                "{\"exp\":1800000000,\"nbf\":1800000060.0}                      | ",
                "{\"exp\":9223372036854775807}                                  | MALFORMED",
                "{\"exp\":1e300}                                                | MALFORMED",
                "{\"exp\":18446744073709551621}                                 | MALFORMED",
                "{\"exp\":1e400}                                                | MALFORMED",
                "{\"exp\":0}                                                    | EXPIRED",
                "{\"exp\":-1}                                                   | EXPIRED",
                "{\"exp\":-9223372036854775808}                                 | EXPIRED",
                "{\"exp\":-1e300}                                               | EXPIRED",
                "{\"exp\":null}                                                 | EXPIRED",
                "{\"exp\":1800000000,\"nbf\":-9223372036854775808}              | ",
                "{\"exp\":1800000000,\"nbf\":-9223372036854775808,\"iat\":-9223372036854775808} | ",
                "{\"exp\":1800000000,\"nbf\":9223372036854775807}               | NOT_YET_VALID",
                "{\"exp\":1800000000,\"nbf\":18446744073709551621}              | NOT_YET_VALID",
                "{\"exp\":1800000000,\"iat\":1e300}                             | NOT_YET_VALID",
                "{\"exp\":\"1800000000\"}                                       | MALFORMED",
                "{\"exp\":true}                                                 | MALFORMED",
                "{\"exp\":[1800000000]}                                         | MALFORMED",
                "{\"exp\":1800000000,\"nbf\":\"1900000000\"}                    | MALFORMED",
                "{\"exp\":1800000000,\"nbf\":\"tomorrow\"}                      | MALFORMED",
                "{\"exp\":1800000000,\"iat\":{}}                                | MALFORMED",
            })
    void odd_times_are_numbers_or_refused(String claims, @Nullable Reason refusal) throws JwtException {
        Jwt token = claiming(claims);

        JwtException failure = catchThrowableOfType(JwtException.class, () -> token.checkTimes(NOW, LEEWAY));

        assertThat(failure == null ? null : failure.reason()).isEqualTo(refusal);
    }

    @Test
    void without_leeway_the_last_second_still_counts() throws JwtException {
        Jwt token = claiming("{\"exp\":1800000000,\"nbf\":1800000000}");

        assertThatCode(() -> token.checkTimes(NOW, Duration.ZERO)).doesNotThrowAnyException();
        assertThat(catchThrowableOfType(JwtException.class, () -> token.checkTimes(NOW.plusSeconds(1), Duration.ZERO))
                        .reason())
                .isEqualTo(Reason.EXPIRED);
        assertThat(catchThrowableOfType(JwtException.class, () -> token.checkTimes(NOW.minusSeconds(1), Duration.ZERO))
                        .reason())
                .isEqualTo(Reason.NOT_YET_VALID);
    }
}
