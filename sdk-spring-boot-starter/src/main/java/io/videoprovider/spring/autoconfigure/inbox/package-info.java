/** Auto-configuration of the inbox, its metrics and the event dispatcher. */
@NullMarked
package io.videoprovider.spring.autoconfigure.inbox;

import org.jspecify.annotations.NullMarked;
