package io.videoprovider.spi;

import io.videoprovider.error.Check;
import io.videoprovider.error.VideoException;
import java.util.function.Supplier;

/** Reads the vendor's state after a failed operation, to find out whether the operation took effect. */
public final class Reconciliation {

    private Reconciliation() {}

    /**
     * Returns the result of a read that follows a failure.
     *
     * @param failure the failure of the operation; thrown if the read fails too, with the read's failure suppressed in it
     * @param read reads the vendor's state
     */
    public static <T> T after(VideoException failure, Supplier<T> read) {
        Check.notNull("failure", failure);
        Check.notNull("read", read);
        try {
            return read.get();
        } catch (VideoException unanswered) {
            // More important for the caller: the operation may have taken effect.
            failure.addSuppressed(unanswered);
            throw failure;
        }
    }
}
