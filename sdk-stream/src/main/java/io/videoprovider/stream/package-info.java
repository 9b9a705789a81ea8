/**
 * {@code VideoProvider} for Stream Video: {@link io.videoprovider.stream.StreamVideoProvider}, one class per service, and the
 * wire client in {@code client}.
 */
@NullMarked
package io.videoprovider.stream;

import org.jspecify.annotations.NullMarked;
