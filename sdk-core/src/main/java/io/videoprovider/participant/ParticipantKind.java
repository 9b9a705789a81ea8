package io.videoprovider.participant;

import io.videoprovider.error.Check;

/**
 * The kind of a participant. An open value: vendors may add kinds.
 *
 * @param name the name in lower case, such as {@code standard}
 */
public record ParticipantKind(String name) {

    /** A person. */
    public static final ParticipantKind STANDARD = new ParticipantKind("standard");

    /** An agent: a program that participates. */
    public static final ParticipantKind AGENT = new ParticipantKind("agent");

    /** A recorder. */
    public static final ParticipantKind EGRESS = new ParticipantKind("egress");

    /** A stream from an ingress. */
    public static final ParticipantKind INGRESS = new ParticipantKind("ingress");

    /** A telephone. */
    public static final ParticipantKind SIP = new ParticipantKind("sip");

    public ParticipantKind {
        Check.text("participant kind", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
