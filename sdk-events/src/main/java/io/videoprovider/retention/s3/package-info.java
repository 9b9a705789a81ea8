/**
 * Recordings in a bucket of Amazon S3 or of another service that speaks S3. Requires the optional dependency {@code
 * software.amazon.awssdk:s3}, and one of its HTTP clients. Other packages do not need it.
 */
@NullMarked
package io.videoprovider.retention.s3;

import org.jspecify.annotations.NullMarked;
