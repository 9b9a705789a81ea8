@NullMarked
package io.videoprovider.spring.autoconfigure.container;

import org.jspecify.annotations.NullMarked;
