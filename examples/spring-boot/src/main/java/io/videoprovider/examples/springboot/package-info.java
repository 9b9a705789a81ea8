/** Consultations by video, in Spring Boot. */
@NullMarked
package io.videoprovider.examples.springboot;

import org.jspecify.annotations.NullMarked;
