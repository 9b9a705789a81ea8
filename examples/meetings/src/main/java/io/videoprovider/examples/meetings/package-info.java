/** Meetings by video in the browser: a Spring Boot application made of the modules of this project. */
@NullMarked
package io.videoprovider.examples.meetings;

import org.jspecify.annotations.NullMarked;
