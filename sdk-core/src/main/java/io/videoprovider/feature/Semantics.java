package io.videoprovider.feature;

/**
 * What the same words mean at a provider, where vendors differ and no SDK can hide it.
 *
 * @param tokenIsRestrictive whether a token allows what it says and nothing else; otherwise it adds to what the person
 *     may do anyway
 * @param removalRevokesToken whether somebody who was removed can no longer join with the same token
 * @param endIsDistinctFromDelete whether an ended call can still be looked up until it is deleted; otherwise ending is
 *     deleting
 * @param endedCallRevives whether somebody with a living token can bring an ended call back
 * @param idleCallsVanish whether a call that nobody is in is forgotten after a while, with its title and data
 * @param listIncludesEndedCalls whether listing calls shows ended ones
 * @param callStartsWhenCreated whether {@code CallStarted} comes when a call is made; otherwise when the first one joins
 * @param tracksAreVisible whether participants are listed with their tracks, and webhooks tell of tracks
 * @param permissionsAreVisible whether participants are listed with their permissions
 * @param recordingEventsNameTheRecording whether the events of a recording carry the id that starting it returned;
 *     otherwise the call, the kind and the session tell
 * @param ingressesAreKept whether the provider keeps an ingress until it is deleted, lists it, and gives the same key again;
 *     otherwise it is an address of the call and a key that expires
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
