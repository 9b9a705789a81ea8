/** Argument checks that end in one typed error before any I/O. Not API. */
@NullMarked
package io.videoprovider.internal.check;

import org.jspecify.annotations.NullMarked;
