/** Ingresses: ways into a call for encoders and cameras. */
@NullMarked
package io.videoprovider.ingress;

import org.jspecify.annotations.NullMarked;
