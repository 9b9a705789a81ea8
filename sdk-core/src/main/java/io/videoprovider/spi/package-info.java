/**
 * The SPI for implementing providers. {@code docs/writing-a-provider.md} is the guide. Applications do not need this package.
 *
 * <ul>
 *   <li>{@link io.videoprovider.spi.AbstractVideoProvider} and {@link io.videoprovider.spi.VideoProviderBuilder}: base classes of a
 *       provider and of its builder
 *   <li>{@link io.videoprovider.spi.OperationPipeline}: executes an {@link io.videoprovider.spi.Operation} as a
 *       {@link io.videoprovider.spi.VendorCall} with one or more {@link io.videoprovider.spi.Attempt}s
 *   <li>{@link io.videoprovider.spi.RequestChecks}: verifies requests against capabilities and limits
 *   <li>{@link io.videoprovider.spi.SigningKey}, {@link io.videoprovider.spi.Jwt} and {@link io.videoprovider.spi.Keyring}: tokens,
 *       signatures of webhooks, rotation of secrets
 * </ul>
 */
@NullMarked
package io.videoprovider.spi;

import org.jspecify.annotations.NullMarked;
