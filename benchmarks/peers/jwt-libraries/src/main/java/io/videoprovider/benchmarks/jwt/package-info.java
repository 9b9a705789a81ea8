/** General JWT libraries as the benchmarks use them. */
@NullMarked
package io.videoprovider.benchmarks.jwt;

import org.jspecify.annotations.NullMarked;
