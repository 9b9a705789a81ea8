package io.videoprovider.livekit;

import io.videoprovider.event.EventInfo;
import io.videoprovider.event.VendorEvent;
import io.videoprovider.livekit.client.WebhookEvent;

/** What LiveKit alone tells. Each type reads its fields from {@link #raw}. */
public sealed interface LiveKitOnlyEvent extends VendorEvent {

    /**
     * An agent began its work. LiveKit Cloud says so; a server of one's own does not.
     *
     * @param info what every event has
     */
    record AgentJobStarted(EventInfo info) implements LiveKitOnlyEvent {

        /** Which job. */
        public WebhookEvent.Job job() {
            return new WebhookEvent(raw()).job();
        }
    }

    /**
     * An agent's work is over. LiveKit Cloud says so; a server of one's own does not.
     *
     * @param info what every event has
     */
    record AgentJobEnded(EventInfo info) implements LiveKitOnlyEvent {

        /** Which job, and how it went. */
        public WebhookEvent.Job job() {
            return new WebhookEvent(raw()).job();
        }
    }
}
