/** How operations are repeated, and which may be. */
@NullMarked
package io.videoprovider.resilience;

import org.jspecify.annotations.NullMarked;
