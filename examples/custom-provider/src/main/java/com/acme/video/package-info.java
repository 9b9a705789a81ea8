/** A provider for Acme Video, an invented vendor: an example for {@code docs/writing-a-provider.md}. */
@NullMarked
package com.acme.video;

import org.jspecify.annotations.NullMarked;
