package io.videoprovider.benchmarks.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.crypto.SecretKey;

/**
 * Signs claims with each library as its own documentation does, with a key created once. {@code iat} and {@code exp} are added from
 * the clock, and {@code nbf} if the claims have an issuer.
 */
public final class JwtLibraries {

    private JwtLibraries() {}

    /** Returns the work that mints a token with the claims (strings, maps of strings and booleans, lists of strings). */
    public static Callable<Object> minting(String library, byte[] secret, Map<String, Object> claims)
            throws JOSEException {
        return switch (library) {
            case "nimbus" -> nimbus(new MACSigner(secret), claims);
            case "java-jwt" -> javaJwt(Algorithm.HMAC256(secret), claims);
            case "jjwt" -> jjwt(Keys.hmacShaKeyFor(secret), claims);
            default -> throw new IllegalArgumentException(library);
        };
    }

    private static Callable<Object> nimbus(JWSSigner signer, Map<String, Object> claims) {
        return () -> {
            Instant now = Instant.now();
            JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                    .issueTime(Date.from(now))
                    .expirationTime(Date.from(now.plusSeconds(3600)));
            claims.forEach(set::claim);
            if (claims.containsKey("iss")) {
                set.notBeforeTime(Date.from(now));
            }
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), set.build());
            jwt.sign(signer);
            return jwt.serialize();
        };
    }

    @SuppressWarnings("unchecked")
    private static Callable<Object> javaJwt(Algorithm algorithm, Map<String, Object> claims) {
        return () -> {
            Instant now = Instant.now();
            JWTCreator.Builder jwt = JWT.create().withIssuedAt(now).withExpiresAt(now.plusSeconds(3600));
            claims.forEach((name, value) -> {
                if (value instanceof Map<?, ?> map) {
                    jwt.withClaim(name, (Map<String, ?>) map);
                } else if (value instanceof List<?> list) {
                    jwt.withClaim(name, list);
                } else {
                    jwt.withClaim(name, (String) value);
                }
            });
            if (claims.containsKey("iss")) {
                jwt.withNotBefore(now);
            }
            return jwt.sign(algorithm);
        };
    }

    private static Callable<Object> jjwt(SecretKey key, Map<String, Object> claims) {
        return () -> {
            Instant now = Instant.now();
            JwtBuilder jwt =
                    Jwts.builder().claims(claims).issuedAt(Date.from(now)).expiration(Date.from(now.plusSeconds(3600)));
            if (claims.containsKey("iss")) {
                jwt.notBefore(Date.from(now));
            }
            return jwt.signWith(key, Jwts.SIG.HS256).compact();
        };
    }
}
