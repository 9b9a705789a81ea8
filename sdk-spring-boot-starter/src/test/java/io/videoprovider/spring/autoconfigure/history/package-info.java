@NullMarked
package io.videoprovider.spring.autoconfigure.history;

import org.jspecify.annotations.NullMarked;
