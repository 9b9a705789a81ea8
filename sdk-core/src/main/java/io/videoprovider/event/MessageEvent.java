package io.videoprovider.event;

/** Somebody says something without speaking. */
public sealed interface MessageEvent extends VideoEvent permits MessageReceived, ReactionReceived {

    /** Who. */
    String userId();
}
