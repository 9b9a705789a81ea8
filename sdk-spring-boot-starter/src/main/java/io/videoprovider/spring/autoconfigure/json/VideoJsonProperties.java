package io.videoprovider.spring.autoconfigure.json;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the JSON format of the SDK's types.
 *
 * @param includeSecrets Whether stream keys, storage keys, signed URLs and secrets in raw responses are written to JSON.
 */
@ConfigurationProperties("videoprovider.json")
record VideoJsonProperties(@DefaultValue("false") boolean includeSecrets) {}
