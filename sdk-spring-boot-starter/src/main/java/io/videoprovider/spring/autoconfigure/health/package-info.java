/** Auto-configuration of health indicators. */
@NullMarked
package io.videoprovider.spring.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
