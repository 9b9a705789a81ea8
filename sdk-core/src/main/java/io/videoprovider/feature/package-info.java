/** The capabilities of a provider, as data, and optional features. */
@NullMarked
package io.videoprovider.feature;

import org.jspecify.annotations.NullMarked;
