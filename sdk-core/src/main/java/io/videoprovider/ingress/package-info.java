/** Ingresses: streams of encoders and cameras into a call. */
@NullMarked
package io.videoprovider.ingress;

import org.jspecify.annotations.NullMarked;
