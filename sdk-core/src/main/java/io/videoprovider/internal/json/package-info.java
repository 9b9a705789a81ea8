/** The map that JSON objects are kept in. Not API. */
@NullMarked
package io.videoprovider.internal.json;

import org.jspecify.annotations.NullMarked;
