/** Exceptions with the details that an operator needs, and argument checks. */
@NullMarked
package io.videoprovider.error;

import org.jspecify.annotations.NullMarked;
