/** Vocabulary, services, errors and the operation pipeline. Packages named internal are no API. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.videoprovider.core {
    requires static transitive org.jspecify;
    requires transitive okhttp3;
    requires transitive java.sql;
    requires okio;
    requires kotlin.stdlib;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.ratelimiter;
    requires org.slf4j;

    exports io.videoprovider;
    exports io.videoprovider.broadcast;
    exports io.videoprovider.call;
    exports io.videoprovider.common;
    exports io.videoprovider.error;
    exports io.videoprovider.event;
    exports io.videoprovider.feature;
    exports io.videoprovider.inbox;
    exports io.videoprovider.ingress;
    exports io.videoprovider.observe;
    exports io.videoprovider.participant;
    exports io.videoprovider.recording;
    exports io.videoprovider.resilience;
    exports io.videoprovider.token;
    exports io.videoprovider.webhook;
    exports io.videoprovider.internal.check to
            io.videoprovider.livekit,
            io.videoprovider.stream;
    exports io.videoprovider.internal.concurrent to
            io.videoprovider.livekit,
            io.videoprovider.stream;
    exports io.videoprovider.internal.http to
            io.videoprovider.livekit,
            io.videoprovider.stream;
    exports io.videoprovider.internal.jwt to
            io.videoprovider.livekit,
            io.videoprovider.stream;
}
