/**
 * The history of calls: a projection of events into a storage, its queries, and the reconciler, which closes the gaps that lost webhooks leave.
 *
 * <p>Entry point: {@link io.videoprovider.history.CallHistory}.
 */
@NullMarked
package io.videoprovider.history;

import org.jspecify.annotations.NullMarked;
