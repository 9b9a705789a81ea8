/** What the inbox and the history in a database share: transactions, differences between databases, and SQL files. Not exported. */
@NullMarked
package io.videoprovider.internal.jdbc;

import org.jspecify.annotations.NullMarked;
