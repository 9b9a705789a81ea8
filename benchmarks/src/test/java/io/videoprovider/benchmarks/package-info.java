/** Whether the benchmarks measure what they say. */
@NullMarked
package io.videoprovider.benchmarks;

import org.jspecify.annotations.NullMarked;
