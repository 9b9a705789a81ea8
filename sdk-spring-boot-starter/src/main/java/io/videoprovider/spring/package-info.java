/** Extension points of the Spring Boot starter: customizers, connection details, event handlers, token authorization. */
@NullMarked
package io.videoprovider.spring;

import org.jspecify.annotations.NullMarked;
