/** Join tokens: permissions, validity, and the data that a client needs. */
@NullMarked
package io.videoprovider.token;

import org.jspecify.annotations.NullMarked;
