/** Inbox for webhooks, in memory or in a database, and the dispatcher that calls event handlers. */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module io.videoprovider.events {
    requires static transitive org.jspecify;
    requires transitive io.videoprovider.core;
    requires transitive java.sql;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires org.slf4j;

    exports io.videoprovider.inbox;
    exports io.videoprovider.inbox.jdbc;
}
