package io.videoprovider.error;

/** A transcript file that cannot be read. The message contains the number of the line, and nothing of its content. */
public class MalformedTranscriptException extends VideoException {

    private static final long serialVersionUID = 1L;

    private final long line;

    /**
     * Creates the exception.
     *
     * @param line the number of the line, from 1
     * @param problem the rule, such as {@code must be a JSON object}, without content of the line
     */
    public MalformedTranscriptException(long line, String problem) {
        super("line " + line + " " + Check.notNull("problem", problem), ErrorDetails.none(), null);
        this.line = line;
    }

    /** Returns the number of the line, from 1. */
    public long line() {
        return line;
    }
}
