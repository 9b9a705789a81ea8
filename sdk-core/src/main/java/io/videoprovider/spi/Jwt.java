package io.videoprovider.spi;

import io.videoprovider.common.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** A token taken apart. Nothing of it is to be believed before {@link SigningKey#signed}. */
public final class Jwt {

    /** Tokens carry metadata and attributes, but no client can send more than this in a header or a URL. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private final String signedPart;
    private final byte[] signature;
    private final Json claims;

    private Jwt(String signedPart, byte[] signature, Json claims) {
        this.signedPart = signedPart;
        this.signature = signature;
        this.claims = claims;
    }

    /** Takes a token apart; HS256 alone. */
    public static Jwt parse(String token) throws JwtException {
        if (token.length() > MAX_CHARACTERS) {
            throw new JwtException(JwtException.Reason.MALFORMED, "the token has " + token.length() + " characters");
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new JwtException(JwtException.Reason.MALFORMED, "that is no token of three parts");
        }
        // Nearly every token has the very header that is written here.
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
            throw new JwtException(JwtException.Reason.WRONG_ALGORITHM, "the token demands an unknown extension");
        }
    }

    private static byte[] signature(String part) throws JwtException {
        byte[] signature = base64url(part);
        // The JDK's decoder ignores the bits to spare in the last character; the other parts are signed as they are
        // spelled.
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(signature).equals(part)) {
            throw new JwtException(JwtException.Reason.MALFORMED, "the token's signature has another spelling");
        }
        return signature;
    }

    private static Json json(String part) throws JwtException {
        try {
            return Json.parse(base64url(part));
        } catch (IllegalArgumentException e) {
            throw new JwtException(JwtException.Reason.MALFORMED, "a part of the token is no JSON object");
        }
    }

    private static byte[] base64url(String part) throws JwtException {
        // The JDK's decoder accepts padding, which RFC 7515 forbids: one token would have several spellings.
        if (part.indexOf('=') < 0) {
            try {
                return Base64.getUrlDecoder().decode(part);
            } catch (IllegalArgumentException e) {
                // falls through: its message quotes the token
            }
        }
        throw new JwtException(JwtException.Reason.MALFORMED, "a part of the token is not base64url");
    }

    /** Demands {@code exp}, and that the token is valid now, with leeway both ways on {@code exp}, {@code nbf}, {@code iat}. */
    public void checkTimes(Instant now, Duration leeway) throws JwtException {
        long seconds = now.getEpochSecond();
        long slack = leeway.toSeconds();
        long expiry = time("exp");
        if (expiry <= 0) {
            throw new JwtException(JwtException.Reason.EXPIRED, "the token has no expiry");
        }
        if (expiry > Instant.MAX.getEpochSecond()) {
            throw new JwtException(JwtException.Reason.MALFORMED, "the token's expiry is beyond the calendar");
        }
        // The leeway is added to the clock, which is far from the ends of the range; claims may be anywhere.
        if (seconds - slack > expiry) {
            throw new JwtException(JwtException.Reason.EXPIRED, "the token expired " + (seconds - expiry) + " s ago");
        }
        long from = Math.max(time("nbf"), time("iat"));
        if (seconds + slack < from) {
            throw new JwtException(
                    JwtException.Reason.NOT_YET_VALID, "the token is valid in " + (from - seconds) + " s");
        }
    }

    private long time(String claim) throws JwtException {
        // RFC 7519 wants a number; a text that reads as zero would be a limit that is not there.
        if (claims.has(claim) && !(claims.asMap().get(claim) instanceof Number)) {
            throw new JwtException(JwtException.Reason.MALFORMED, claim + " is no number");
        }
        return claims.number(claim);
    }

    /** What it says. */
    public Json claims() {
        return claims;
    }

    String signedPart() {
        return signedPart;
    }

    byte[] signature() {
        return signature;
    }

    @Override
    public String toString() {
        return "Jwt[██]";
    }
}
