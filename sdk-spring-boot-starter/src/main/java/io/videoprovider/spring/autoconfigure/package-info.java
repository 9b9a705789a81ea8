/** The auto-configurations. No API: an application uses what they make, and the properties {@code videoprovider.*}. */
@NullMarked
package io.videoprovider.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
