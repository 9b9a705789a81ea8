/** LiveKit's own SDK as the benchmarks use it. */
@NullMarked
package io.videoprovider.benchmarks.livekitsdk;

import org.jspecify.annotations.NullMarked;
