/** Auto-configuration of observations of remote operations. */
@NullMarked
package io.videoprovider.spring.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
