package io.videoprovider.spi;

import com.nimbusds.jose.util.Base64URL;
import io.videoprovider.common.Json;
import io.videoprovider.error.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** A parsed token, which is untrusted until {@link SigningKey#signed(Jwt)} returns true. Immutable. */
public final class Jwt {

    /** More than a client can send in a header or a URL, with all metadata and attributes. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private final String signedPart;
    private final Base64URL signature;
    private final Json claims;

    private Jwt(String signedPart, Base64URL signature, Json claims) {
        this.signedPart = signedPart;
        this.signature = signature;
        this.claims = claims;
    }

    /**
     * Parses a token.
     *
     * @throws JwtException if it is malformed, or its header requires an algorithm other than HS256
     */
    public static Jwt parse(String token) throws JwtException {
        if (Check.notNull("token", token).length() > MAX_CHARACTERS) {
            throw new JwtException(JwtException.Reason.MALFORMED, "the token has " + token.length() + " characters");
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new JwtException(JwtException.Reason.MALFORMED, "the token must have three parts");
        }
        // Nearly every token has exactly the header of tokens that are signed here.
        if (first + 1 != SigningKey.HEADER.length() || !token.startsWith(SigningKey.HEADER)) {
            checkHeader(json(token.substring(0, first)));
        }
        return new Jwt(
                token.substring(0, second),
                signature(token.substring(second + 1)),
                json(token.substring(first + 1, second)));
    }

    private static void checkHeader(Json header) throws JwtException {
        if (!header.string("alg").equals("HS256")) {
            throw new JwtException(JwtException.Reason.WRONG_ALGORITHM, "the token is not signed with HS256");
        }
        if (header.has("crit")) {
            throw new JwtException(JwtException.Reason.WRONG_ALGORITHM, "the token has critical header parameters");
        }
    }

    private static Base64URL signature(String part) throws JwtException {
        // Decoders ignore the spare bits of the last character, so that one signature would have several encodings. The
        // other parts are signed in their encoding.
        if (!Base64URL.encode(base64url(part)).toString().equals(part)) {
            throw new JwtException(JwtException.Reason.MALFORMED, "the token's signature is not canonical base64url");
        }
        return new Base64URL(part);
    }

    private static Json json(String part) throws JwtException {
        try {
            return Json.parse(base64url(part));
        } catch (IllegalArgumentException e) {
            throw new JwtException(JwtException.Reason.MALFORMED, "a part of the token is not a JSON object");
        }
    }

    private static byte[] base64url(String part) throws JwtException {
        // The JDK's decoder accepts padding, which RFC 7515 forbids.
        if (part.indexOf('=') < 0) {
            try {
                return Base64.getUrlDecoder().decode(part);
            } catch (IllegalArgumentException e) {
                // falls through: its message quotes the token
            }
        }
        throw new JwtException(JwtException.Reason.MALFORMED, "a part of the token is not base64url");
    }

    /** Requires {@code exp}, and that the token is valid now, with leeway on {@code exp}, {@code nbf} and {@code iat}. */
    public void checkTimes(Instant now, Duration leeway) throws JwtException {
        long seconds = Check.notNull("now", now).getEpochSecond();
        long slack = Check.notNull("leeway", leeway).toSeconds();
        long expiry = time("exp");
        if (expiry <= 0) {
            throw new JwtException(JwtException.Reason.EXPIRED, "the token has no expiry");
        }
        if (expiry > Instant.MAX.getEpochSecond()) {
            throw new JwtException(JwtException.Reason.MALFORMED, "the token's expiry is out of range");
        }
        // The leeway is added to the clock, which is far from the ends of the range; claims may have any value.
        if (seconds - slack > expiry) {
            throw new JwtException(JwtException.Reason.EXPIRED, "the token expired " + (seconds - expiry) + " s ago");
        }
        long from = Math.max(time("nbf"), time("iat"));
        if (seconds + slack < from) {
            throw new JwtException(
                    JwtException.Reason.NOT_YET_VALID, "the token becomes valid in " + (from - seconds) + " s");
        }
    }

    private long time(String claim) throws JwtException {
        // A text would read as zero, and zero as no limit.
        if (claims.has(claim) && !(claims.asMap().get(claim) instanceof Number)) {
            throw new JwtException(JwtException.Reason.MALFORMED, claim + " is not a number");
        }
        return claims.number(claim);
    }

    /** Returns the claims. */
    public Json claims() {
        return claims;
    }

    String signedPart() {
        return signedPart;
    }

    Base64URL signature() {
        return signature;
    }

    @Override
    public String toString() {
        return "Jwt[██]";
    }
}
