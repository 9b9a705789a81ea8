package io.videoprovider.event;

/** A stream into the call started, stopped or failed. */
public sealed interface IngressEvent extends VideoEvent permits IngressStarted, IngressStopped, IngressFailed {

    /** Returns the ingress at that time. */
    IngressSnapshot ingress();
}
