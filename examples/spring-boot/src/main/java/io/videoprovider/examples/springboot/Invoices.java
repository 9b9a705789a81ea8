package io.videoprovider.examples.springboot;

import io.videoprovider.event.CallEnded;
import io.videoprovider.spring.VideoEventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes the invoice when a consultation ends. If it throws, the event is redelivered to this handler only. */
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
            // Events may be delivered twice; the invoice is written once.
            if (consultation.invoiced().compareAndSet(false, true)) {
                log.info("wrote the invoice for {}", consultation.call());
            }
        });
    }
}
