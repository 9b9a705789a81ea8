package io.videoprovider.ingress;

/** What an encoder speaks. */
public enum IngressProtocol {
    /** RTMP, over TLS or not: most streaming software. */
    RTMP,
    /** WebRTC-HTTP ingestion protocol. */
    WHIP,
    /** Secure reliable transport. */
    SRT
}
