/** Auto-configuration of the webhook endpoint. */
@NullMarked
package io.videoprovider.spring.autoconfigure.webhook;

import org.jspecify.annotations.NullMarked;
