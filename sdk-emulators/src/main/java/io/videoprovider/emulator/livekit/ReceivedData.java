package io.videoprovider.emulator.livekit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message that a participant received through the server's {@code SendData}. Immutable. */
public final class ReceivedData {

    private final byte[] payload;
    private final @Nullable String topic;
    private final boolean reliable;

    ReceivedData(byte[] payload, @Nullable String topic, boolean reliable) {
        this.payload = payload.clone();
        this.topic = topic;
        this.reliable = reliable;
    }

    /** Returns a copy of the bytes. */
    public byte[] payload() {
        return payload.clone();
    }

    /** Returns the bytes as UTF-8 text. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Returns the topic, if the sender set one. */
    public Optional<String> topic() {
        return Optional.ofNullable(topic);
    }

    /** Returns whether it was sent as RELIABLE rather than LOSSY. */
    public boolean reliable() {
        return reliable;
    }

    @Override
    public String toString() {
        return "ReceivedData[" + payload.length + " bytes, topic " + topic + (reliable ? ", reliable]" : ", lossy]");
    }
}
