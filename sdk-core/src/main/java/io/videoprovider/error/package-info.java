/** What can go wrong, as types: one unchecked root that carries what an operator needs to know. */
@NullMarked
package io.videoprovider.error;

import org.jspecify.annotations.NullMarked;
