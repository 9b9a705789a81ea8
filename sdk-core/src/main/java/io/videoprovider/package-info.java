/** Entry point of the API: {@code VideoProvider}, and {@code ProviderRouter} for several providers. */
@NullMarked
package io.videoprovider;

import org.jspecify.annotations.NullMarked;
