/** Webhooks: verification and parsing. */
@NullMarked
package io.videoprovider.webhook;

import org.jspecify.annotations.NullMarked;
