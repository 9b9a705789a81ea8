package io.videoprovider.feature;

/**
 * Differences in behaviour between vendors that the SDK cannot hide.
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
        boolean ingressesAreKept) {}
