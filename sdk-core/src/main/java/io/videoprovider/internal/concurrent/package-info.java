/** Asynchronous use of a provider. Not API. */
@NullMarked
package io.videoprovider.internal.concurrent;

import org.jspecify.annotations.NullMarked;
