/** Auto-configuration of the token endpoint. */
@NullMarked
package io.videoprovider.spring.autoconfigure.token;

import org.jspecify.annotations.NullMarked;
