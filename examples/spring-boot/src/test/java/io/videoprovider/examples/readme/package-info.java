/** What README.md says about Spring Boot, and nothing else. */
@NullMarked
package io.videoprovider.examples.readme;

import org.jspecify.annotations.NullMarked;
