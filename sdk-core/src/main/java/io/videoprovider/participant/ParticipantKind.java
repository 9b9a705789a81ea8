package io.videoprovider.participant;

import io.videoprovider.error.Check;

/**
 * What a participant is. An open value: vendors may add kinds.
 *
 * @param name in lower case, such as {@code standard}
 */
public record ParticipantKind(String name) {

    /** A person. */
    public static final ParticipantKind STANDARD = new ParticipantKind("standard");

    /** An agent: a program that takes part. */
    public static final ParticipantKind AGENT = new ParticipantKind("agent");

    /** The recorder. */
    public static final ParticipantKind EGRESS = new ParticipantKind("egress");

    /** A stream that comes in. */
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
