/** Broadcasts: calls for viewers outside of them, by HLS, RTMP or SRT. */
@NullMarked
package io.videoprovider.broadcast;

import org.jspecify.annotations.NullMarked;
