package io.videoprovider.emulator.livekit;

import io.videoprovider.emulator.internal.Fault;
import io.videoprovider.emulator.internal.Json;
import java.time.Duration;
import java.util.Objects;

/** Something that goes wrong with one request to the {@link LiveKitEmulator}. Immutable. */
public final class LiveKitFault {

    final Fault fault;

    private LiveKitFault(Fault fault) {
        this.fault = fault;
    }

    /** An error in Twirp's JSON, instead of the request's effect; such as 503, {@code unavailable}. */
    public static LiveKitFault twirp(int status, String code, String message) {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        return body(
                status,
                "application/json",
                Json.write(Json.object().put("code", code).put("msg", message)));
    }

    /** A plain text, as proxies write it, instead of the request's effect. */
    public static LiveKitFault text(int status, String body) {
        return body(status, "text/plain; charset=utf-8", body);
    }

    /** Any answer, instead of the request's effect. */
    public static LiveKitFault body(int status, String contentType, String body) {
        return new LiveKitFault(Fault.answer(status, contentType, body));
    }

    /** The connection breaks, and the request has no effect. */
    public static LiveKitFault dropBeforeProcessing() {
        return new LiveKitFault(Fault.of(Fault.Kind.DROP_BEFORE));
    }

    /** The connection breaks, but the request had its effect. */
    public static LiveKitFault dropAfterProcessing() {
        return new LiveKitFault(Fault.of(Fault.Kind.DROP_AFTER));
    }

    /** The connection breaks in the middle of the answer; the request had its effect. */
    public static LiveKitFault truncatedBody() {
        return new LiveKitFault(Fault.of(Fault.Kind.TRUNCATE));
    }

    /** The connection is reset (TCP RST) before the answer; the request had its effect. */
    public static LiveKitFault reset() {
        return new LiveKitFault(Fault.of(Fault.Kind.RESET));
    }

    /** Nothing but a delay before the request is processed, exactly as long as given. */
    public static LiveKitFault delay(Duration delay) {
        return new LiveKitFault(Fault.of(Fault.Kind.NONE)).delayedBy(delay);
    }

    /** The same fault, later by a delay that is not scaled. */
    public LiveKitFault delayedBy(Duration delay) {
        return new LiveKitFault(fault.delayedBy(delay));
    }

    /** The same fault with one more header in the answer, such as {@code Retry-After}. */
    public LiveKitFault header(String name, String value) {
        return new LiveKitFault(fault.header(name, value));
    }

    @Override
    public String toString() {
        return "LiveKit" + fault;
    }
}
