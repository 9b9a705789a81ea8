/** Inbox for webhooks and history of calls, in memory or in a database, and the dispatcher that calls event handlers. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.videoprovider.events {
    requires static java.desktop;
    requires static transitive org.jspecify;
    requires transitive io.videoprovider.core;
    requires transitive java.sql;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires org.slf4j;
    requires static software.amazon.awssdk.awscore;
    requires static software.amazon.awssdk.core;
    requires static software.amazon.awssdk.services.s3;

    exports io.videoprovider.history;
    exports io.videoprovider.history.jdbc;
    exports io.videoprovider.inbox;
    exports io.videoprovider.inbox.jdbc;
    exports io.videoprovider.invitation;
    exports io.videoprovider.retention;
    exports io.videoprovider.retention.s3;
}
