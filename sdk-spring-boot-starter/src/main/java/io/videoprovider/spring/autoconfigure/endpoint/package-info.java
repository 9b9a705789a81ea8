/** Auto-configuration of the actuator endpoint {@code videoprovider}. */
@NullMarked
package io.videoprovider.spring.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
