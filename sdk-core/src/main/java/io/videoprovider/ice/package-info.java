/** Credentials for a TURN server of your own. No vendor is involved. */
@NullMarked
package io.videoprovider.ice;

import org.jspecify.annotations.NullMarked;
