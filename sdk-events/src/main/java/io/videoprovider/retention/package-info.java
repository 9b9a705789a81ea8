/**
 * Files of recordings after the recording: how long they are kept, their deletion, and the users who may have a link to them.
 *
 * <p>Entry points: {@link io.videoprovider.retention.Retention} and {@link io.videoprovider.retention.RecordingAccess}.
 */
@NullMarked
package io.videoprovider.retention;

import org.jspecify.annotations.NullMarked;
