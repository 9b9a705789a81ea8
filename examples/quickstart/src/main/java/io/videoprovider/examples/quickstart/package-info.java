/** The five-minute story: on the built-in emulator, or on a real server that the environment names. */
@NullMarked
package io.videoprovider.examples.quickstart;

import org.jspecify.annotations.NullMarked;
