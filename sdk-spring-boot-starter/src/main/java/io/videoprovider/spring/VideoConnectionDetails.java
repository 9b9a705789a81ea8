package io.videoprovider.spring;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Address and API key of a vendor. By default, they come from the properties {@code videoprovider.*}. A bean of the application, a
 * container or an emulator takes precedence.
 */
public interface VideoConnectionDetails extends ConnectionDetails {

    /** Returns the address of the server or API. */
    String url();

    /** Returns the id of the API key. */
    String apiKey();

    /** Returns the secret of the API key. */
    String apiSecret();

    /** Connection details of LiveKit. */
    interface LiveKit extends VideoConnectionDetails {}

    /** Connection details of Stream. */
    interface Stream extends VideoConnectionDetails {}
}
