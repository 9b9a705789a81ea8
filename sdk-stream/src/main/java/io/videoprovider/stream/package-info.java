/**
 * {@code VideoProvider} on Stream Video: {@link io.videoprovider.stream.StreamVideoProvider} on top, one class a service
 * beside it, the wire client below in {@code client}.
 */
@NullMarked
package io.videoprovider.stream;

import org.jspecify.annotations.NullMarked;
