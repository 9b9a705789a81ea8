package io.videoprovider.inbox;

import org.jspecify.annotations.Nullable;

/**
 * Is notified of every call of a handler, on the thread that makes the call, for metrics, traces and logs. Must be thread-safe and fast.
 * Its exceptions are logged and otherwise ignored.
 */
@FunctionalInterface
public interface HandlerListener {

    /**
     * Called before a handler is called. Not called for events that are postponed.
     *
     * @return notified when the call ends
     */
    CallEnd onStart(HandlerCall call);

    /** Is notified of the end of a call, after the dispatcher has logged its failure. */
    @FunctionalInterface
    interface CallEnd {

        /**
         * Called once, on the thread of {@link #onStart}.
         *
         * @param failure the exception of the handler, or a {@link java.util.concurrent.TimeoutException} if the call has exceeded its
         *     maximum duration; null after success
         */
        void onEnd(@Nullable Throwable failure);
    }
}
