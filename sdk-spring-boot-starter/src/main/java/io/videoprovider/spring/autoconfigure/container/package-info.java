/** Connection details of a LiveKit server in Docker Compose or Testcontainers. */
@NullMarked
package io.videoprovider.spring.autoconfigure.container;

import org.jspecify.annotations.NullMarked;
