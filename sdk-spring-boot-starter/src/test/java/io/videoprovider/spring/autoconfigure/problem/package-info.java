/** Tests of problem bodies. */
@NullMarked
package io.videoprovider.spring.autoconfigure.problem;

import org.jspecify.annotations.NullMarked;
