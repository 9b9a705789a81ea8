/** Auto-configuration of the call history, invitations, the reconciler and the retention of recordings. */
@NullMarked
package io.videoprovider.spring.autoconfigure.history;

import org.jspecify.annotations.NullMarked;
