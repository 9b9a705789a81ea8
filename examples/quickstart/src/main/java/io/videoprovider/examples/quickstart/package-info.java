/** The quick start: on the built-in emulator, or on a real server in the environment variables. */
@NullMarked
package io.videoprovider.examples.quickstart;

import org.jspecify.annotations.NullMarked;
