/** Emulators of the vendors' servers over real HTTP, with simulated participants, signed webhooks and faults on demand. */
module io.videoprovider.emulators {
    requires transitive io.videoprovider.core;
    requires static com.google.protobuf;
    requires static com.google.protobuf.util;
    requires java.logging;
    requires mockwebserver3;
    requires okhttp3;
    requires okio;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports io.videoprovider.emulator;
    exports io.videoprovider.emulator.livekit;
    exports io.videoprovider.emulator.stream;
}
