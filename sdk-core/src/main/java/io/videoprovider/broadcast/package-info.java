/** Broadcasts: calls that people watch who are not in them. */
@NullMarked
package io.videoprovider.broadcast;

import org.jspecify.annotations.NullMarked;
