@NullMarked
package io.videoprovider.spring.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
