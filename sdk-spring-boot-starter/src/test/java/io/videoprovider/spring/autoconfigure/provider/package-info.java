@NullMarked
package io.videoprovider.spring.autoconfigure.provider;

import org.jspecify.annotations.NullMarked;
