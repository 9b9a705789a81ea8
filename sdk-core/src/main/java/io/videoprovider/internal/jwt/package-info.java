/** HS256 tokens, byte for byte. Not API. */
@NullMarked
package io.videoprovider.internal.jwt;

import org.jspecify.annotations.NullMarked;
