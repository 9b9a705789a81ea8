package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.observe.AttemptOutcome;
import io.videoprovider.observe.OperationListener;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.observe.OperationStart;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifies several listeners. An exception of one does not affect the others. */
record OperationListeners(List<OperationListener> listeners) implements OperationListener {

    private static final Logger log = LoggerFactory.getLogger(OperationListeners.class);

    @Override
    public void onStart(OperationStart start) {
        each(listener -> listener.onStart(start));
    }

    @Override
    public void onAttempt(AttemptOutcome attempt) {
        each(listener -> listener.onAttempt(attempt));
    }

    @Override
    public <T> Supplier<T> onAsync(Supplier<T> work) {
        Supplier<T> contextual = work;
        for (OperationListener listener : listeners) {
            try {
                contextual = listener.onAsync(contextual);
            } catch (RuntimeException e) {
                log.warn("operation listener failed", e);
            }
        }
        return contextual;
    }

    @Override
    public void onOutcome(OperationOutcome outcome) {
        each(listener -> listener.onOutcome(outcome));
    }

    private void each(Consumer<OperationListener> notification) {
        for (OperationListener listener : listeners) {
            try {
                notification.accept(listener);
            } catch (RuntimeException e) {
                log.warn("operation listener failed", e);
            }
        }
    }
}
