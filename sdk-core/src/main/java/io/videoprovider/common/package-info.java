/** Values that every service shares: identities, pages, JSON. Depends on nothing above it. */
@NullMarked
package io.videoprovider.common;

import org.jspecify.annotations.NullMarked;
