/** The application in real browsers, which connect to a real media server. */
@NullMarked
package io.videoprovider.examples.meetings.browser;

import org.jspecify.annotations.NullMarked;
