/**
 * Stream's video API for tests, without media: {@link io.videoprovider.emulator.stream.StreamEmulator} implements the
 * server-side HTTP protocol, as described by the vendor's documentation and Go client, for any client in any language.
 */
@NullMarked
package io.videoprovider.emulator.stream;

import org.jspecify.annotations.NullMarked;
