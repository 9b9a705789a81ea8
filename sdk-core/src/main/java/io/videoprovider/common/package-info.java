/** Values that all services use: call ids, pages, JSON. */
@NullMarked
package io.videoprovider.common;

import org.jspecify.annotations.NullMarked;
