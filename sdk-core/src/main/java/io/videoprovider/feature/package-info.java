/** What a provider can do, as data, and the optional features that only some providers have. */
@NullMarked
package io.videoprovider.feature;

import org.jspecify.annotations.NullMarked;
