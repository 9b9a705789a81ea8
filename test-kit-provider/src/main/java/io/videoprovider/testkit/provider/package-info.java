/** Tests that the provider modules have in common. A module's test extends one and supplies the vendor's part. */
@NullMarked
package io.videoprovider.testkit.provider;

import org.jspecify.annotations.NullMarked;
