/** Events of calls, as a sealed hierarchy. */
@NullMarked
package io.videoprovider.event;

import org.jspecify.annotations.NullMarked;
