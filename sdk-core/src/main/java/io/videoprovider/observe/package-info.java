/** Observation of operations, for metrics, traces and logs. */
@NullMarked
package io.videoprovider.observe;

import org.jspecify.annotations.NullMarked;
