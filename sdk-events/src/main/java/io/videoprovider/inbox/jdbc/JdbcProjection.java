package io.videoprovider.inbox.jdbc;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventProjection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** A projection into a database. An inbox with the same {@link DataSource} applies it in the transaction that settles the deliveries. */
public interface JdbcProjection extends EventProjection {

    /** Returns the connection pool of the database. */
    DataSource dataSource();

    /**
     * Prepares the tables before the first transaction, such as creates them. Called before each transaction; by default, does nothing.
     *
     * @throws io.videoprovider.error.UnavailableException if the tables cannot be used
     */
    default void prepare() {}

    /**
     * Applies events in the transaction of a connection, which the caller commits.
     *
     * @throws SQLException if a statement fails; the caller rolls back and may repeat the transaction. If the SQLSTATE is of class 22
     *     (data exception) or 23 (violation of a constraint), the database rejects an event: it is then settled without the projections.
     *     After any other one the events are applied again later
     */
    void apply(Connection connection, List<? extends VideoEvent> events) throws SQLException;
}
