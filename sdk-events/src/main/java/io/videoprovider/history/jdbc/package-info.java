/**
 * The history of calls in a relational database. {@link io.videoprovider.history.jdbc.JdbcHistory} is the entry point; each other class
 * holds the SQL statements of one subject.
 */
@NullMarked
package io.videoprovider.history.jdbc;

import org.jspecify.annotations.NullMarked;
