/** Tests of the benchmarks. */
@NullMarked
package io.videoprovider.benchmarks;

import org.jspecify.annotations.NullMarked;
