/** Participants of a call: list, mute, remove and change them. */
@NullMarked
package io.videoprovider.participant;

import org.jspecify.annotations.NullMarked;
