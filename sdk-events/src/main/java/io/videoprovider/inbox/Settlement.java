package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import io.videoprovider.event.VideoEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The end of a claim. Created by {@link Claim}. Immutable. */
public final class Settlement {

    /** The ways to end a claim. */
    public enum Kind {
        /** The delivery is handled. */
        COMMIT,
        /** The delivery waits again. */
        RELEASE,
        /** The delivery becomes a dead letter. */
        DEAD_LETTER
    }

    private static final int MAX_ERROR = 500;

    private final Claim claim;
    private final Kind kind;
    private final @Nullable Instant due;
    private final int attempts;
    private final Set<String> completedHandlers;
    private final @Nullable String lastError;
    private final Predicate<HandlerRegistration> misses;
    private final @Nullable VideoEvent event;

    Settlement(
            Claim claim,
            Kind kind,
            @Nullable Instant due,
            int attempts,
            Set<String> completedHandlers,
            @Nullable String lastError,
            Predicate<HandlerRegistration> misses) {
        this(claim, kind, due, attempts, completedHandlers, lastError, misses, null);
    }

    private Settlement(
            Claim claim,
            Kind kind,
            @Nullable Instant due,
            int attempts,
            Set<String> completedHandlers,
            @Nullable String lastError,
            Predicate<HandlerRegistration> misses,
            @Nullable VideoEvent event) {
        this.claim = claim;
        this.kind = kind;
        this.due = due;
        this.attempts = attempts;
        this.completedHandlers = Check.setOf("completedHandlers", completedHandlers);
        this.lastError = lastError == null ? null : storable(lastError);
        this.misses = Check.notNull("misses", misses);
        this.event = event;
    }

    /** Messages of exceptions may contain characters that a database rejects. */
    private static String storable(String text) {
        String printable = text.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Cf}]", " ");
        if (printable.length() <= MAX_ERROR) {
            return printable;
        }
        int end = Character.isHighSurrogate(printable.charAt(MAX_ERROR - 1)) ? MAX_ERROR - 1 : MAX_ERROR;
        return printable.substring(0, end);
    }

    /**
     * Returns a settlement that also applies the event to the projections of {@link Inbox#settle(Collection, Collection)}.
     *
     * @param event the event of the delivery, which the projections have not applied before
     * @param projection the name that {@link #completedHandlers} has for the projections
     */
    public Settlement projecting(VideoEvent event, String projection) {
        Check.notNull("event", event);
        Set<String> completed = new HashSet<>(completedHandlers);
        completed.add(Check.text("projection", projection));
        return new Settlement(claim, kind, due, attempts, completed, lastError, misses, event);
    }

    /** Returns the event to apply to projections; null if they have applied it before, or if there is none. */
    public @Nullable VideoEvent event() {
        return event;
    }

    /** Returns the claim that ends. */
    public Claim claim() {
        return claim;
    }

    /** Returns how the claim ends. */
    public Kind kind() {
        return kind;
    }

    /** Returns the earliest time of the next claim; null unless the kind is {@link Kind#RELEASE}. */
    public @Nullable Instant due() {
        return due;
    }

    /** Returns the number of attempts so far. */
    public int attempts() {
        return attempts;
    }

    /** Returns the names of the handlers that have succeeded. */
    public Set<String> completedHandlers() {
        return completedHandlers;
    }

    /** Returns a description of the failure: at most 500 printable characters; null if there was none. */
    public @Nullable String lastError() {
        return lastError;
    }

    /**
     * Returns a handler for which the delivery must wait, because it has not handled the delivery and does not exist on the instance
     * that did. Such a delivery is not committed: it is claimed again by a dispatcher with this handler.
     *
     * @param known the handlers that are registered in the inbox
     * @return null if the delivery does not wait for a handler
     */
    public @Nullable HandlerRegistration awaited(Collection<HandlerRegistration> known) {
        return Check.<HandlerRegistration>listOf("known", known).stream()
                .filter(handler -> !completedHandlers.contains(handler.name()) && misses.test(handler))
                .findFirst()
                .orElse(null);
    }

    /** Omits the error, whose text comes from the application. */
    @Override
    public String toString() {
        return "Settlement[" + kind + " " + claim + "]";
    }
}
