package io.videoprovider.ingress;

/** The protocol of an encoder. */
public enum IngressProtocol {
    /** RTMP, with or without TLS: supported by most streaming software. */
    RTMP,
    /** WebRTC-HTTP ingestion protocol. */
    WHIP,
    /** Secure reliable transport. */
    SRT
}
