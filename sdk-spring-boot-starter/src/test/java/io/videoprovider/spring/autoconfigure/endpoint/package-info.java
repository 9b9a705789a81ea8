@NullMarked
package io.videoprovider.spring.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
