/** The call history under faults: lost webhooks, killed instances, outages of the database and of the providers. */
@NullMarked
package io.videoprovider.history.storm;

import org.jspecify.annotations.NullMarked;
