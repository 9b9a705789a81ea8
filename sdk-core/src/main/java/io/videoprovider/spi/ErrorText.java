package io.videoprovider.spi;

import io.videoprovider.error.Check;
import java.util.regex.Pattern;

/** Makes a vendor's error texts safe for exception messages and logs. */
public final class ErrorText {

    private static final int MAX_LENGTH = 300;
    private static final Pattern JWT = Pattern.compile("eyJ[\\w.-]+");

    /** A push URL of a broadcast contains its stream key. */
    private static final Pattern PUSH_URL = Pattern.compile("(rtmps?|srt)://\\S+");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private ErrorText() {}

    /** Returns the text as one line of at most 300 characters, with tokens and push URLs masked. */
    public static String sanitize(String vendorText) {
        String text = JWT.matcher(Check.notNull("vendorText", vendorText)).replaceAll("██");
        text = PUSH_URL.matcher(text).replaceAll("$1://██");
        text = CONTROL.matcher(text).replaceAll(" ").strip();
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return text.substring(0, end) + "…";
    }
}
