package io.videoprovider.feature;

/**
 * Differences in behaviour between vendors that the SDK cannot hide. A provider creates it with {@link #builder()}, so that new
 * components do not break it.
 *
 * @param tokenIsRestrictive whether a token permits only what it contains; otherwise it adds to the user's other permissions
 * @param removalRevokesToken whether a removed participant can no longer join with the same token
 * @param endIsDistinctFromDelete whether an ended call can be read until it is deleted; otherwise ending deletes it
 * @param endedCallRevives whether a participant with an unexpired token can start an ended call again
 * @param idleCallsVanish whether the provider deletes an empty call after some time, with its title and data
 * @param listIncludesEndedCalls whether lists of calls include ended ones
 * @param callStartsWhenCreated whether {@code CallStarted} is sent when a call is created; otherwise at the first join
 * @param tracksAreVisible whether participants contain their tracks, and webhooks report tracks
 * @param permissionsAreVisible whether participants contain their permissions
 * @param recordingEventsNameTheRecording whether the events of a recording contain the id that starting it returned; otherwise call,
 *     kind and session identify it
 * @param ingressesAreKept whether the provider keeps an ingress until it is deleted, lists it, and returns the same key again;
 *     otherwise an ingress is an address of the call with a key that expires
 * @param participantListIsComplete whether the list of participants contains all of them, in a call of any size; otherwise the list of a call
 *     with more than 100 participants may be cut off, which {@code Page.truncated} reports
 * @param secondConnectionReplacesFirst whether a user who joins a call from a second device is disconnected from the first; otherwise both are
 *     participants
 * @param ingressRotationRevokesTokens whether replacing the key of an ingress revokes all tokens of its user; otherwise it ends only the
 *     ingress
 */
public record Semantics(
        boolean tokenIsRestrictive,
        boolean removalRevokesToken,
        boolean endIsDistinctFromDelete,
        boolean endedCallRevives,
        boolean idleCallsVanish,
        boolean listIncludesEndedCalls,
        boolean callStartsWhenCreated,
        boolean tracksAreVisible,
        boolean permissionsAreVisible,
        boolean recordingEventsNameTheRecording,
        boolean ingressesAreKept,
        boolean participantListIsComplete,
        boolean secondConnectionReplacesFirst,
        boolean ingressRotationRevokesTokens) {

    /** Returns a new builder, with all values false. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link Semantics}: each method sets the value of the same name to true. Not thread-safe. */
    public static final class Builder {

        private boolean tokenIsRestrictive;
        private boolean removalRevokesToken;
        private boolean endIsDistinctFromDelete;
        private boolean endedCallRevives;
        private boolean idleCallsVanish;
        private boolean listIncludesEndedCalls;
        private boolean callStartsWhenCreated;
        private boolean tracksAreVisible;
        private boolean permissionsAreVisible;
        private boolean recordingEventsNameTheRecording;
        private boolean ingressesAreKept;
        private boolean participantListIsComplete;
        private boolean secondConnectionReplacesFirst;
        private boolean ingressRotationRevokesTokens;

        private Builder() {}

        /** Sets {@link Semantics#tokenIsRestrictive} to true. */
        public Builder tokenIsRestrictive() {
            this.tokenIsRestrictive = true;
            return this;
        }

        /** Sets {@link Semantics#removalRevokesToken} to true. */
        public Builder removalRevokesToken() {
            this.removalRevokesToken = true;
            return this;
        }

        /** Sets {@link Semantics#endIsDistinctFromDelete} to true. */
        public Builder endIsDistinctFromDelete() {
            this.endIsDistinctFromDelete = true;
            return this;
        }

        /** Sets {@link Semantics#endedCallRevives} to true. */
        public Builder endedCallRevives() {
            this.endedCallRevives = true;
            return this;
        }

        /** Sets {@link Semantics#idleCallsVanish} to true. */
        public Builder idleCallsVanish() {
            this.idleCallsVanish = true;
            return this;
        }

        /** Sets {@link Semantics#listIncludesEndedCalls} to true. */
        public Builder listIncludesEndedCalls() {
            this.listIncludesEndedCalls = true;
            return this;
        }

        /** Sets {@link Semantics#callStartsWhenCreated} to true. */
        public Builder callStartsWhenCreated() {
            this.callStartsWhenCreated = true;
            return this;
        }

        /** Sets {@link Semantics#tracksAreVisible} to true. */
        public Builder tracksAreVisible() {
            this.tracksAreVisible = true;
            return this;
        }

        /** Sets {@link Semantics#permissionsAreVisible} to true. */
        public Builder permissionsAreVisible() {
            this.permissionsAreVisible = true;
            return this;
        }

        /** Sets {@link Semantics#recordingEventsNameTheRecording} to true. */
        public Builder recordingEventsNameTheRecording() {
            this.recordingEventsNameTheRecording = true;
            return this;
        }

        /** Sets {@link Semantics#ingressesAreKept} to true. */
        public Builder ingressesAreKept() {
            this.ingressesAreKept = true;
            return this;
        }

        /** Sets {@link Semantics#participantListIsComplete} to true. */
        public Builder participantListIsComplete() {
            this.participantListIsComplete = true;
            return this;
        }

        /** Sets {@link Semantics#secondConnectionReplacesFirst} to true. */
        public Builder secondConnectionReplacesFirst() {
            this.secondConnectionReplacesFirst = true;
            return this;
        }

        /** Sets {@link Semantics#ingressRotationRevokesTokens} to true. */
        public Builder ingressRotationRevokesTokens() {
            this.ingressRotationRevokesTokens = true;
            return this;
        }

        /** Builds the semantics. */
        public Semantics build() {
            return new Semantics(
                    tokenIsRestrictive,
                    removalRevokesToken,
                    endIsDistinctFromDelete,
                    endedCallRevives,
                    idleCallsVanish,
                    listIncludesEndedCalls,
                    callStartsWhenCreated,
                    tracksAreVisible,
                    permissionsAreVisible,
                    recordingEventsNameTheRecording,
                    ingressesAreKept,
                    participantListIsComplete,
                    secondConnectionReplacesFirst,
                    ingressRotationRevokesTokens);
        }
    }
}
