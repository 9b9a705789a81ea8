package io.videoprovider.history;

/** The users who may have a link to the files of a recording. */
public enum Visibility {
    /** The creator of the call and its hosts. */
    HOSTS,
    /** The participants of the recorded session, and its hosts. The default. */
    PARTICIPANTS,
    /** Everyone who has the password. */
    PASSWORD,
    /** Everyone who knows the recording. */
    PUBLIC
}
