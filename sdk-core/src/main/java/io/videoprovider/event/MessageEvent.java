package io.videoprovider.event;

/** A user sent a message or a reaction. */
public sealed interface MessageEvent extends VideoEvent permits MessageReceived, ReactionReceived {

    /** Returns the user. */
    String userId();
}
