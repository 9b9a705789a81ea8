package io.videoprovider.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.videoprovider.common.Json;
import io.videoprovider.error.InvalidRequestException;
import io.videoprovider.testkit.UncloneableDigests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Compares signatures with {@code javax.crypto.Mac}, and tokens with those of {@code SignedJWT}. */
@SuppressWarnings("JavaUtilDate") // JWTClaimsSet has no other type
class SigningKeyTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static String randomText(Random random, int max) {
        int length = random.nextInt(max + 1);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int character = random.nextInt(Character.MAX_CODE_POINT + 1);
            if (Character.getType(character) != Character.SURROGATE) {
                text.appendCodePoint(character);
            }
        }
        return text.toString();
    }

    @Test
    void every_signed_token_verifies_with_nimbus_and_has_the_same_claims() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            String secret = SECRET + randomText(random, 100);
            String name = randomText(random, 300);
            long exp = random.nextLong(1, 100_000_000_000L);

            String token = SigningKey.of(secret)
                    .sign(Json.builder()
                            .put("sub", "alice")
                            .put("name", name)
                            .put("exp", exp)
                            .put("video", Json.builder().put("roomJoin", true).build())
                            .build());

            SignedJWT parsed = SignedJWT.parse(token);
            assertThat(parsed.verify(new MACVerifier(secret.getBytes(StandardCharsets.UTF_8))))
                    .isTrue();
            assertThat(parsed.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
            assertThat(parsed.getHeader().toJSONObject()).containsOnlyKeys("alg", "typ");
            assertThat(parsed.getJWTClaimsSet().getStringClaim("name")).isEqualTo(name);
            assertThat(parsed.getJWTClaimsSet().getExpirationTime()).isEqualTo(new Date(exp * 1000));
            assertThat(parsed.getJWTClaimsSet().getJSONObjectClaim("video")).isEqualTo(Map.of("roomJoin", true));
        }
    }

    @Test
    void every_token_that_nimbus_signs_verifies_here_and_with_no_other_key() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            String secret = SECRET + randomText(random, 100);
            String name = randomText(random, 300);
            SignedJWT signed = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.HS256),
                    new JWTClaimsSet.Builder()
                            .claim("name", name)
                            .expirationTime(new Date(1_900_000_000_000L))
                            .build());
            signed.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));

            Jwt token = Jwt.parse(signed.serialize());

            assertThat(SigningKey.of(secret).signed(token)).isTrue();
            assertThat(SigningKey.of(secret + "x").signed(token)).isFalse();
            assertThat(token.claims().string("name")).isEqualTo(name);
            assertThat(token.claims().number("exp")).isEqualTo(1_900_000_000L);
        }
    }

    @Test
    void the_six_byte_secret_of_a_development_server_signs_as_plain_hmac_does() throws Exception {
        SigningKey key = SigningKey.of("secret");

        String token = key.sign(Json.builder().put("sub", "alice").build());

        int dot = token.lastIndexOf('.');
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] expected = mac.doFinal(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
        assertThat(Base64.getUrlDecoder().decode(token.substring(dot + 1))).isEqualTo(expected);
        assertThat(key.signed(Jwt.parse(token))).isTrue();
    }

    @Test
    void secrets_and_messages_of_every_length_give_the_hmac_of_the_jdk() throws Exception {
        Random random = new Random(3);
        for (int length = 1; length < 200; length++) {
            String secret = "s".repeat(length - 1) + (char) ('a' + random.nextInt(26));
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));

            assertThat(SigningKey.of(secret).mac(message)).as("%s", length).isEqualTo(mac.doFinal(message));
        }
    }

    @Test
    void a_token_is_the_same_to_the_byte_each_time() {
        assertThat(SigningKey.of("secret")
                        .sign(Json.builder().put("sub", "alice").build()))
                .isEqualTo("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhbGljZSJ9."
                        + "c3brGQkxoiCgrl5LGiV0go9qgN0MtrdnDBCCfJ45f_Q");
    }

    @Test
    void one_changed_character_anywhere_spoils_a_token() throws Exception {
        SigningKey key = SigningKey.of(SECRET);
        String token = key.sign(Json.builder().put("sub", "alice").put("exp", 1).build());
        assertThat(key.signed(Jwt.parse(token))).isTrue();

        for (int i = 0; i < token.length(); i++) {
            for (char other : "AQgw.=_".toCharArray()) {
                if (token.charAt(i) != other) {
                    assertThat(accepts(key, token.substring(0, i) + other + token.substring(i + 1)))
                            .as("with %s at %d", other, i)
                            .isFalse();
                }
            }
            assertThat(accepts(key, token.substring(0, i))).isFalse();
        }
    }

    private static boolean accepts(SigningKey key, String token) {
        try {
            return key.signed(Jwt.parse(token));
        } catch (JwtException e) {
            return false;
        }
    }

    @Test
    void one_key_serves_many_threads_at_once() throws Exception {
        int threads = 64;
        int rounds = 200;
        SigningKey key = SigningKey.of(SECRET);
        MACVerifier verifier = new MACVerifier(SECRET.getBytes(StandardCharsets.UTF_8));
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<List<String>>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(pool.submit(() -> {
                    start.await();
                    List<String> tokens = new ArrayList<>();
                    for (int round = 0; round < rounds; round++) {
                        String token = key.sign(claims(round));
                        assertThat(key.signed(Jwt.parse(token))).isTrue();
                        tokens.add(token);
                    }
                    return tokens;
                }));
            }
            List<String> expected = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                String token = SigningKey.of(SECRET).sign(claims(round));
                assertThat(SignedJWT.parse(token).verify(verifier)).isTrue();
                expected.add(token);
            }
            for (Future<List<String>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static Json claims(int round) {
        return Json.builder()
                .put("sub", "user-" + round)
                .put("metadata", "x".repeat(round))
                .build();
    }

    @Test
    void digests_that_cannot_be_cloned_sign_and_verify() throws Exception {
        Json claims = claims(100);
        String expected = SigningKey.of(SECRET).sign(claims);
        UncloneableDigests.use(() -> {
            assertThatThrownBy(() -> Mac.getInstance("HmacSHA256").clone())
                    .isInstanceOf(CloneNotSupportedException.class);
            assertThatThrownBy(() -> MessageDigest.getInstance("SHA-256").clone())
                    .isInstanceOf(CloneNotSupportedException.class);
            SigningKey key = SigningKey.of(SECRET);

            assertThat(key.sign(claims)).isEqualTo(expected).isEqualTo(key.sign(claims));
            assertThat(key.signed(Jwt.parse(expected))).isTrue();
            assertThat(SigningKey.of("another").signed(Jwt.parse(expected))).isFalse();
        });
    }

    @Test
    void a_key_does_not_print_itself() {
        assertThat(SigningKey.of("hunter2")).hasToString("SigningKey[██]");
    }

    @Test
    void an_empty_secret_is_rejected() {
        assertThatThrownBy(() -> SigningKey.of(""))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("secret must not be empty");
    }
}
