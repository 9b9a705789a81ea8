package io.videoprovider.event;

/** A stream comes into the call from outside, or no longer does. */
public sealed interface IngressEvent extends VideoEvent permits IngressStarted, IngressStopped, IngressFailed {

    /** The stream as it was then. */
    IngressSnapshot ingress();
}
