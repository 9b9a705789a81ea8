/** Calls: create, read, change, end and delete them; invite members. */
@NullMarked
package io.videoprovider.call;

import org.jspecify.annotations.NullMarked;
