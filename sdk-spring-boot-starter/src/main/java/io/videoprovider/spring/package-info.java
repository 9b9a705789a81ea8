/** What a Spring Boot application may add to or take from the starter. */
@NullMarked
package io.videoprovider.spring;

import org.jspecify.annotations.NullMarked;
