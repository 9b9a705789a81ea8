/** Calls that only some users can join until they go live. */
@NullMarked
package io.videoprovider.backstage;

import org.jspecify.annotations.NullMarked;
