/** Emulators of the vendors' servers, people who join calls, and what else tests of video calls need. */
module io.videoprovider.testing {
    requires transitive io.videoprovider.core;
    requires java.logging;
    requires mockwebserver3;
    requires okhttp3;
    requires okio;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires transitive org.assertj.core;

    exports io.videoprovider.testing;
    exports io.videoprovider.testing.emulator;
    exports io.videoprovider.testing.livekit;
    exports io.videoprovider.testing.stream;
}
