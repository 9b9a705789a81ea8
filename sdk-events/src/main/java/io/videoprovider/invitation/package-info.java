/** Invitations to calls: users are called, and accept, decline or miss the call. */
@NullMarked
package io.videoprovider.invitation;

import org.jspecify.annotations.NullMarked;
