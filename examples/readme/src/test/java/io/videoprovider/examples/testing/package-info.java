/** The tests that docs/testing.md shows. */
@NullMarked
package io.videoprovider.examples.testing;

import org.jspecify.annotations.NullMarked;
