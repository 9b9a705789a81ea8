/** The front door: {@code VideoProvider}, its services by name, and what a provider can do. */
@NullMarked
package io.videoprovider;

import org.jspecify.annotations.NullMarked;
