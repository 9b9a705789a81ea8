/**
 * From a verified webhook to handlers that never miss one: the {@link io.videoprovider.inbox.WebhookIntake} puts deliveries
 * into an {@link io.videoprovider.inbox.Inbox}, an {@link io.videoprovider.inbox.EventDispatcher} hands them to handlers.
 */
@NullMarked
package io.videoprovider.inbox;

import org.jspecify.annotations.NullMarked;
