/** The emulators as a program, for front ends and services in any language. */
@NullMarked
package io.videoprovider.emulator;

import org.jspecify.annotations.NullMarked;
