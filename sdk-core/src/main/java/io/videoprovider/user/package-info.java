/** Users of the provider: {@link io.videoprovider.user.Users}. */
@NullMarked
package io.videoprovider.user;

import org.jspecify.annotations.NullMarked;
