@NullMarked
package io.videoprovider.examples.meetings;

import org.jspecify.annotations.NullMarked;
