package io.videoprovider.inbox;

import io.videoprovider.common.CallId;
import io.videoprovider.error.Check;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.VideoEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A verified webhook, as an inbox keeps it: what it takes to drop repeats, to keep a call's order, and to read the event
 * again. Immutable, but for the bytes of the body, which are not copied.
 *
 * <p>Ids, meanings, lanes and types are what a stranger wrote. Whatever is not 1 to 200 visible ASCII characters is replaced by its
 * SHA-256, so that any database can keep and compare them.
 */
public final class Delivery {

    private static final int MAX_TEXT = 200;

    private final ProviderId provider;
    private final String id;
    private final String deduplicationKey;
    private final String lane;
    private final String type;
    private final Instant occurredAt;
    private final byte[] body;

    /**
     * A delivery as an inbox kept it. For new ones there is {@link #of}.
     *
     * @param provider who sent it
     * @param id the same for each delivery of the same event
     * @param deduplicationKey the same for each event that says the same; {@code ""} when only the id tells
     * @param lane what it must keep its order with
     * @param type the vendor's name of the event
     * @param occurredAt when it happened; {@link Instant#EPOCH} when nobody knows
     * @param body the body of the webhook
     */
    public Delivery(
            ProviderId provider,
            String id,
            String deduplicationKey,
            String lane,
            String type,
            Instant occurredAt,
            byte[] body) {
        this.provider = Check.notNull("provider", provider);
        this.id = storable(Check.text("id", id));
        this.deduplicationKey =
                Check.notNull("deduplicationKey", deduplicationKey).isEmpty() ? "" : storable(deduplicationKey);
        this.lane = storable(Check.text("lane", lane));
        this.type = storable(Check.notNull("type", type));
        this.occurredAt = Check.notNull("occurredAt", occurredAt);
        this.body = Check.notNull("body", body);
    }

    /**
     * The delivery of a verified event.
     *
     * @param body the body of the request that the event was parsed from
     */
    public static Delivery of(VideoEvent event, byte[] body) {
        ProviderId provider = Check.notNull("event", event).provider();
        String id = event.deliveryId().isBlank() ? sha256(Check.notNull("body", body)) : storable(event.deliveryId());
        CallId call = event.call();
        // Nobody waits for what is about no call: such events have a lane each. No provider's id has a slash or a hash.
        String lane = call == null ? provider + "#" + id : provider + "/" + call;
        return new Delivery(provider, id, event.deduplicationKey(), lane, event.type(), event.occurredAt(), body);
    }

    private static String storable(String text) {
        boolean plain = !text.isEmpty() && text.length() <= MAX_TEXT;
        for (int i = 0; plain && i < text.length(); i++) {
            plain = text.charAt(i) > ' ' && text.charAt(i) < 0x7f;
        }
        return plain ? text : sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Who sent it. */
    public ProviderId provider() {
        return provider;
    }

    /** The same for each delivery of the same event; the hash of the body when the vendor gave none. */
    public String id() {
        return id;
    }

    /** The same for each event that says the same; {@code ""} when only the id tells. */
    public String deduplicationKey() {
        return deduplicationKey;
    }

    /** What it must keep its order with: a call of a provider, or nothing but itself. */
    public String lane() {
        return lane;
    }

    /** The vendor's name of the event. */
    public String type() {
        return type;
    }

    /** When it happened; {@link Instant#EPOCH} when nobody knows, and then it counts as happened when it arrived. */
    public Instant occurredAt() {
        return occurredAt;
    }

    /** The body of the webhook; not a copy. */
    public byte[] body() {
        return body;
    }

    /** Tells the size of the body, and nothing of the content. */
    @Override
    public String toString() {
        return "Delivery[" + type + " " + id + " in " + lane + ", " + body.length + " bytes]";
    }
}
