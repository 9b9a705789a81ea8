/** Messages to the clients of participants. */
@NullMarked
package io.videoprovider.message;

import org.jspecify.annotations.NullMarked;
