/** Quality and use of calls: {@link io.videoprovider.statistics.CallStatistics}. */
@NullMarked
package io.videoprovider.statistics;

import org.jspecify.annotations.NullMarked;
