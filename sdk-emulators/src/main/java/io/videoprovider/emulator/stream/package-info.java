/**
 * Stream's video API for tests, without media: {@link io.videoprovider.emulator.stream.StreamEmulator} speaks the
 * server-side HTTP protocol, as the vendor's documentation and Go client describe it, to any client in any language.
 */
@NullMarked
package io.videoprovider.emulator.stream;

import org.jspecify.annotations.NullMarked;
