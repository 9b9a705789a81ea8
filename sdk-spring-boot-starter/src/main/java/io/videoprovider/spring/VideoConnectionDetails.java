package io.videoprovider.spring;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where a vendor's server is, and by which key it is spoken to. The starter reads it from {@code videoprovider.*}; a bean of the
 * application, a container or the emulator takes the place of the properties.
 */
public interface VideoConnectionDetails extends ConnectionDetails {

    /** The server's or the API's address. */
    String url();

    /** The API key's id. */
    String apiKey();

    /** The API key's secret. */
    String apiSecret();

    /** Where LiveKit is. */
    interface LiveKit extends VideoConnectionDetails {}

    /** Where Stream is. */
    interface Stream extends VideoConnectionDetails {}
}
