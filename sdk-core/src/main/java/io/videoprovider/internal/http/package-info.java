/** The one pipeline that every remote operation runs through. Not API. */
@NullMarked
package io.videoprovider.internal.http;

import org.jspecify.annotations.NullMarked;
