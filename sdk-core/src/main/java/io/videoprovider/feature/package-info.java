/** What a provider supports, as data, and optional features. */
@NullMarked
package io.videoprovider.feature;

import org.jspecify.annotations.NullMarked;
