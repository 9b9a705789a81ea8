@NullMarked
package io.videoprovider.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
