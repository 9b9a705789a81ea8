/** The application of the section about Spring Boot in README.md. */
@NullMarked
package io.videoprovider.examples.readme;

import org.jspecify.annotations.NullMarked;
