/** Join tokens: what they grant, for how long, and what a client needs to use one. */
@NullMarked
package io.videoprovider.token;

import org.jspecify.annotations.NullMarked;
