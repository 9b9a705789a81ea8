/** Retries, circuit breaker and limits. */
@NullMarked
package io.videoprovider.resilience;

import org.jspecify.annotations.NullMarked;
