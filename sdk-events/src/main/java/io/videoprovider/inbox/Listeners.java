package io.videoprovider.inbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of new deliveries. Thread-safe. */
final class Listeners {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final List<Registration> registrations = new CopyOnWriteArrayList<>();

    Inbox.Subscription add(Runnable listener) {
        Registration registration = new Registration(listener);
        registrations.add(registration);
        return registration;
    }

    void tell() {
        for (Registration registration : registrations) {
            try {
                registration.listener.run();
            } catch (RuntimeException e) {
                // The delivery is in; its sender must not hear that it is not.
                log.warn("a listener of the inbox failed", e);
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
