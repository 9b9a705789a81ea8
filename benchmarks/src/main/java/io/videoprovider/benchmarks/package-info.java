/** What this SDK costs, beside its peers in the same run. */
@NullMarked
package io.videoprovider.benchmarks;

import org.jspecify.annotations.NullMarked;
