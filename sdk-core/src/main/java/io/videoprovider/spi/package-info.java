/**
 * What providers are built from: the pipeline that every remote operation runs through, its operations, calls and attempts,
 * signing keys and tokens.
 */
@NullMarked
package io.videoprovider.spi;

import org.jspecify.annotations.NullMarked;
