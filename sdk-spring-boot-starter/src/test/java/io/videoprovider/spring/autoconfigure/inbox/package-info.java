@NullMarked
package io.videoprovider.spring.autoconfigure.inbox;

import org.jspecify.annotations.NullMarked;
