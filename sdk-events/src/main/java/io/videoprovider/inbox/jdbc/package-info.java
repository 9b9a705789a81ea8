/**
 * Inbox in a relational database. {@link io.videoprovider.inbox.jdbc.JdbcInbox} is the entry point; each other class holds the
 * SQL statements of one subject.
 */
@NullMarked
package io.videoprovider.inbox.jdbc;

import org.jspecify.annotations.NullMarked;
