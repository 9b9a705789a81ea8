/** Auto-configuration of the credentials for a TURN server. */
@NullMarked
package io.videoprovider.spring.autoconfigure.turn;

import org.jspecify.annotations.NullMarked;
