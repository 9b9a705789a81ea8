/** Intake of webhooks: from raw bytes to a verified event, or a typed rejection. */
@NullMarked
package io.videoprovider.webhook;

import org.jspecify.annotations.NullMarked;
