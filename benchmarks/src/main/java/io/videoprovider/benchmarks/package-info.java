/** Benchmarks of this SDK and of its peers in the same run. */
@NullMarked
package io.videoprovider.benchmarks;

import org.jspecify.annotations.NullMarked;
