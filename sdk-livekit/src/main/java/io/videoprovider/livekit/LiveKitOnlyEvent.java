package io.videoprovider.livekit;

import io.videoprovider.error.Check;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.VendorEvent;
import io.videoprovider.livekit.client.WebhookEvent;

/** Events that only LiveKit sends. Each type reads its fields from {@link #raw}. */
public sealed interface LiveKitOnlyEvent extends VendorEvent {

    /**
     * A job for an agent is waiting for a worker. Sent by LiveKit Cloud only.
     *
     * @param info the fields that all events have
     */
    record AgentJobPending(EventInfo info) implements LiveKitOnlyEvent {

        public AgentJobPending {
            Check.notNull("info", info);
        }

        /** Returns the job. */
        public WebhookEvent.Job job() {
            return new WebhookEvent(raw()).job();
        }
    }

    /**
     * An agent started a job. Sent by LiveKit Cloud only.
     *
     * @param info the fields that all events have
     */
    record AgentJobStarted(EventInfo info) implements LiveKitOnlyEvent {

        public AgentJobStarted {
            Check.notNull("info", info);
        }

        /** Returns the job. */
        public WebhookEvent.Job job() {
            return new WebhookEvent(raw()).job();
        }
    }

    /**
     * An agent ended a job. Sent by LiveKit Cloud only.
     *
     * @param info the fields that all events have
     */
    record AgentJobEnded(EventInfo info) implements LiveKitOnlyEvent {

        public AgentJobEnded {
            Check.notNull("info", info);
        }

        /** Returns the job with its result. */
        public WebhookEvent.Job job() {
            return new WebhookEvent(raw()).job();
        }
    }
}
