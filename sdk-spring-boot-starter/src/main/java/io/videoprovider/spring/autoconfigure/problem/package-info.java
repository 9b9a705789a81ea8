/** Auto-configuration of problem bodies for exceptions of the SDK. */
@NullMarked
package io.videoprovider.spring.autoconfigure.problem;

import org.jspecify.annotations.NullMarked;
