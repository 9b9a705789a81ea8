/** Blocked users of calls: {@link io.videoprovider.moderation.Blocklist}. */
@NullMarked
package io.videoprovider.moderation;

import org.jspecify.annotations.NullMarked;
