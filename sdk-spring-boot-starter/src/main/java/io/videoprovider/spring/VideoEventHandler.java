package io.videoprovider.spring;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventHandler;

/**
 * Handles events of one type, at least once each. Requires {@code videoprovider-events}.
 *
 * <p>Each bean is registered with the dispatcher under its bean name; characters that the inbox does not accept are replaced. The inbox
 * stores this name: do not rename the bean while events are waiting. Handlers are called in the order of the beans
 * ({@link org.springframework.core.annotation.Order}). The event type is read from the declared bean type: a class that implements {@code VideoEventHandler<ParticipantJoined>}, or a
 * bean method that returns one.
 *
 * @param <E> the event type; {@link VideoEvent} for all events
 */
@FunctionalInterface
public interface VideoEventHandler<E extends VideoEvent> extends EventHandler<E> {}
