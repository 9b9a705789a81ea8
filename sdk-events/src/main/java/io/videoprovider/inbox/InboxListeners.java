package io.videoprovider.inbox;

import io.videoprovider.error.Check;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registered listeners of an inbox, for implementations of {@link Inbox#onAdded}. Thread-safe. */
public final class InboxListeners {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final List<Registration> registrations = new CopyOnWriteArrayList<>();

    /** Creates an empty list of listeners. */
    public InboxListeners() {}

    /** Registers a listener until the subscription is closed. */
    public Inbox.Subscription add(Runnable listener) {
        Registration registration = new Registration(Check.notNull("listener", listener));
        registrations.add(registration);
        return registration;
    }

    /** Calls each listener. Exceptions are logged and not thrown: the delivery is stored, and its sender must get a 200. */
    public void notifyAdded() {
        for (Registration registration : registrations) {
            try {
                registration.listener.run();
            } catch (RuntimeException e) {
                log.warn("inbox listener failed", e);
            }
        }
    }

    private final class Registration implements Inbox.Subscription {

        private final Runnable listener;

        Registration(Runnable listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            registrations.remove(this);
        }
    }
}
