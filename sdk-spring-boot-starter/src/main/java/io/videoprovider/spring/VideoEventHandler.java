package io.videoprovider.spring;

import io.videoprovider.event.VideoEvent;
import io.videoprovider.inbox.EventHandler;

/**
 * Does something about events of a type, at least once for each. Every bean of this type is added to the dispatcher under its bean
 * name, which the inbox keeps: do not rename it while events wait. The type of the event is read from the bean's: declare it, as a
 * class that implements {@code VideoEventHandler<ParticipantJoined>} or a bean method that returns one.
 *
 * @param <E> the type; {@link VideoEvent} for all
 */
@FunctionalInterface
public interface VideoEventHandler<E extends VideoEvent> extends EventHandler<E> {}
