/** The contract suite for providers, emulators as JUnit extensions, and a receiver of webhooks. */
@NullMarked
package io.videoprovider.testing;

import org.jspecify.annotations.NullMarked;
