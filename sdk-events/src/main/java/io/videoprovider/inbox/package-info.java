/**
 * At-least-once delivery of webhooks to handlers.
 *
 * <p>A {@link io.videoprovider.inbox.WebhookIntake} verifies webhooks and stores them in an {@link io.videoprovider.inbox.Inbox}.
 * An {@link io.videoprovider.inbox.EventDispatcher} calls the application's handlers with the stored events.
 */
@NullMarked
package io.videoprovider.inbox;

import org.jspecify.annotations.NullMarked;
