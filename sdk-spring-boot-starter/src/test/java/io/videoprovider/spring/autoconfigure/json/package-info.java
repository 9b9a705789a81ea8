/** Tests of the JSON format of the SDK's types. */
@NullMarked
package io.videoprovider.spring.autoconfigure.json;

import org.jspecify.annotations.NullMarked;
