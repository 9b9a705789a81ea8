/** Parts of tests that need no module of this project. */
@NullMarked
package io.videoprovider.testkit;

import org.jspecify.annotations.NullMarked;
