package io.videoprovider.examples.springboot;

import io.videoprovider.event.CallEnded;
import io.videoprovider.spring.VideoEventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes the invoice when a consultation is over. If it throws, the event comes again, and the listeners are not held up. */
@Component
class Invoices implements VideoEventHandler<CallEnded> {

    private static final Logger log = LoggerFactory.getLogger(Invoices.class);

    private final Consultations consultations;

    Invoices(Consultations consultations) {
        this.consultations = consultations;
    }

    @Override
    public void handle(CallEnded ended) {
        consultations.of(ended).ifPresent(consultation -> {
            // At least once means that it may be twice: one invoice all the same.
            if (consultation.invoiced().compareAndSet(false, true)) {
                log.info("an invoice for {}", consultation.call());
            }
        });
    }
}
