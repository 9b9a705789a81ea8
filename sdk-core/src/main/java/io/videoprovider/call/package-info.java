/** The life of a call: create, look up, change, end, forget. */
@NullMarked
package io.videoprovider.call;

import org.jspecify.annotations.NullMarked;
