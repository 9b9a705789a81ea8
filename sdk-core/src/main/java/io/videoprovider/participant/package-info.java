/** People connected to a call now: list, mute, remove, change what they may do. */
@NullMarked
package io.videoprovider.participant;

import org.jspecify.annotations.NullMarked;
