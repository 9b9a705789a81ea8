/** The API, its errors, and the SPI that providers are written against. Packages named internal are not API. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.videoprovider.core {
    requires static java.desktop;
    requires static transitive org.jspecify;
    requires transitive okhttp3;
    requires com.nimbusds.jose.jwt;
    requires okio;
    requires kotlin.stdlib;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.ratelimiter;
    requires org.slf4j;
    requires tools.jackson.core;

    exports io.videoprovider;
    exports io.videoprovider.backstage;
    exports io.videoprovider.broadcast;
    exports io.videoprovider.call;
    exports io.videoprovider.chat;
    exports io.videoprovider.common;
    exports io.videoprovider.error;
    exports io.videoprovider.event;
    exports io.videoprovider.feature;
    exports io.videoprovider.ice;
    exports io.videoprovider.ingress;
    exports io.videoprovider.message;
    exports io.videoprovider.moderation;
    exports io.videoprovider.observe;
    exports io.videoprovider.participant;
    exports io.videoprovider.recording;
    exports io.videoprovider.resilience;
    exports io.videoprovider.ringing;
    exports io.videoprovider.spi;
    exports io.videoprovider.statistics;
    exports io.videoprovider.token;
    exports io.videoprovider.transcription;
    exports io.videoprovider.user;
    exports io.videoprovider.webhook;
}
