package io.videoprovider.stream;

import io.videoprovider.common.CallId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The text of an id that Stream does not assign: {@code type:id~kind~detail}. The id of a call may contain tildes; the detail is
 * encoded, so that the last kind between two tildes separates the parts.
 *
 * @param kind one of a few words without a tilde
 * @param detail any text
 */
record CallPartId(CallId call, String kind, String detail) {

    /** Returns the parts of an id; null if it has none of these kinds. */
    static @Nullable CallPartId parse(String text, Collection<String> kinds) {
        String kind = kinds.stream()
                .max(Comparator.comparingInt(each -> text.lastIndexOf("~" + each + "~")))
                .orElseThrow();
        int start = text.lastIndexOf("~" + kind + "~");
        if (start < 0) {
            return null;
        }
        String detail = text.substring(start + kind.length() + 2);
        try {
            return new CallPartId(
                    CallMapper.callId(text.substring(0, start)),
                    kind,
                    URLDecoder.decode(detail.replace('!', '%'), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notEncoded) {
            return null;
        }
    }

    /** Returns the text. Ids must not contain a percent sign, so an exclamation mark replaces it. */
    String text() {
        String encoded = URLEncoder.encode(detail, StandardCharsets.UTF_8).replace('%', '!');
        return CallMapper.cid(call) + "~" + kind + "~" + encoded;
    }
}
