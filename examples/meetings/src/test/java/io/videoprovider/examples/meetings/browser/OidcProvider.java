package io.videoprovider.examples.meetings.browser;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.videoprovider.common.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An OpenID Connect provider with one client and one user, who confirms the sign-in on a page. */
final class OidcProvider implements AutoCloseable {

    static final String CLIENT_ID = "meetings";
    static final String CLIENT_SECRET = "s3cret";

    private static final String SUBJECT = "248289761001";
    private static final String NAME = "Dana Diaz";

    private final HttpServer server;
    private final RSAKey key;
    private final Map<String, Map<String, String>> requests = new ConcurrentHashMap<>();

    private OidcProvider(HttpServer server, RSAKey key) {
        this.server = server;
        this.key = key;
    }

    static OidcProvider start() throws IOException, JOSEException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        OidcProvider provider =
                new OidcProvider(server, new RSAKeyGenerator(2048).keyID("1").generate());
        server.createContext("/.well-known/openid-configuration", provider::configuration);
        server.createContext("/authorize", provider::authorize);
        server.createContext("/token", provider::token);
        server.createContext("/keys", exchange -> json(exchange, 200, provider.publicKeys()));
        server.createContext("/userinfo", exchange -> json(exchange, 200, user()));
        server.start();
        return provider;
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void configuration(HttpExchange exchange) throws IOException {
        json(
                exchange,
                200,
                Json.builder()
                        .put("issuer", issuer())
                        .put("authorization_endpoint", issuer() + "/authorize")
                        .put("token_endpoint", issuer() + "/token")
                        .put("jwks_uri", issuer() + "/keys")
                        .put("userinfo_endpoint", issuer() + "/userinfo")
                        .put("subject_types_supported", List.of("public"))
                        .put("response_types_supported", List.of("code"))
                        .put("id_token_signing_alg_values_supported", List.of("RS256"))
                        .build());
    }

    /** The page on which the user confirms. */
    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> request = parameters(exchange.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        requests.put(code, request);
        String back = request.get("redirect_uri") + "?code=" + code + "&state="
                + URLEncoder.encode(request.getOrDefault("state", ""), UTF_8);
        respond(
                exchange,
                200,
                "text/html",
                "<!doctype html><title>Corporate sign-in</title><a href='%s'>Continue as %s</a>"
                        .formatted(back.replace("&", "&amp;"), NAME));
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                parameters(new String(exchange.getRequestBody().readAllBytes(), US_ASCII));
        // A code is valid once.
        Map<String, String> request = requests.remove(form.getOrDefault("code", ""));
        String credentials =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(US_ASCII));
        if (request == null
                || !CLIENT_ID.equals(request.get("client_id"))
                || !credentials.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || !request.getOrDefault("redirect_uri", "").equals(form.get("redirect_uri"))) {
            json(exchange, 400, Json.builder().put("error", "invalid_grant").build());
            return;
        }
        json(
                exchange,
                200,
                Json.builder()
                        .put("access_token", "access")
                        .put("token_type", "Bearer")
                        .put("expires_in", 300)
                        .put("id_token", idToken(request.get("nonce")))
                        .build());
    }

    private String idToken(@Nullable String nonce) throws IOException {
        try {
            Instant now = Instant.now();
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(issuer())
                            .audience(CLIENT_ID)
                            .subject(SUBJECT)
                            .issueTime(Date.from(now))
                            .expirationTime(Date.from(now.plusSeconds(300)))
                            .claim("nonce", nonce)
                            .claim("name", NAME)
                            .build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IOException(e);
        }
    }

    private Json publicKeys() {
        return Json.parse(new JWKSet(key).toString(/* publicKeysOnly */ true));
    }

    private static Json user() {
        return Json.builder().put("sub", SUBJECT).put("name", NAME).build();
    }

    private static Map<String, String> parameters(String encoded) {
        return Arrays.stream(encoded.split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parameter -> parameter[0], parameter -> URLDecoder.decode(parameter[1], UTF_8)));
    }

    private static void json(HttpExchange exchange, int status, Json body) throws IOException {
        respond(exchange, status, "application/json", body.write());
    }

    private static void respond(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
