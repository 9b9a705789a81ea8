@NullMarked
package io.videoprovider.examples.springboot;

import org.jspecify.annotations.NullMarked;
