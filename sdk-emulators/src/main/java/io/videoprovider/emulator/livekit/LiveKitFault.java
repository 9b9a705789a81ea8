package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Fault;
import io.videoprovider.emulator.internal.Json;
import io.videoprovider.error.Check;
import java.time.Duration;

/** A failure of one request to the {@link LiveKitEmulator}. Immutable. */
public final class LiveKitFault {

    final Fault fault;

    private LiveKitFault(Fault fault) {
        this.fault = fault;
    }

    /** Returns an error in Twirp's JSON, such as 503 {@code unavailable}, instead of the request's effect. */
    public static LiveKitFault twirp(int status, String code, String message) {
        Check.notNull("code", code);
        Check.notNull("message", message);
        return body(
                status,
                "application/json",
                Json.write(Json.object().put("code", code).put("msg", message)));
    }

    /** Returns a plain text, as sent by proxies, instead of the request's effect. */
    public static LiveKitFault text(int status, String body) {
        return body(status, "text/plain; charset=utf-8", body);
    }

    /** Returns a response instead of the request's effect. */
    public static LiveKitFault body(int status, String contentType, String body) {
        return new LiveKitFault(Fault.answer(status, contentType, body));
    }

    /** Closes the connection before the request takes effect. */
    public static LiveKitFault dropBeforeProcessing() {
        return new LiveKitFault(Fault.of(Fault.Kind.DROP_BEFORE));
    }

    /** Closes the connection after the request has taken effect. */
    public static LiveKitFault dropAfterProcessing() {
        return new LiveKitFault(Fault.of(Fault.Kind.DROP_AFTER));
    }

    /** Closes the connection in the middle of the response, after the request has taken effect. */
    public static LiveKitFault truncatedBody() {
        return new LiveKitFault(Fault.of(Fault.Kind.TRUNCATE));
    }

    /** Resets the connection (TCP RST) before the response, after the request has taken effect. */
    public static LiveKitFault reset() {
        return new LiveKitFault(Fault.of(Fault.Kind.RESET));
    }

    /** Delays the request by exactly the given time; it has no other effect. */
    public static LiveKitFault delay(Duration delay) {
        return new LiveKitFault(Fault.of(Fault.Kind.NONE)).delayedBy(delay);
    }

    /** Returns the same fault with a delay, which is not scaled. */
    public LiveKitFault delayedBy(Duration delay) {
        return new LiveKitFault(fault.delayedBy(delay));
    }

    /** Returns the same fault with one more header in the response, such as {@code Retry-After}. */
    public LiveKitFault header(String name, String value) {
        return new LiveKitFault(fault.header(name, value));
    }

    @Override
    public String toString() {
        return "LiveKit" + fault;
    }
}
