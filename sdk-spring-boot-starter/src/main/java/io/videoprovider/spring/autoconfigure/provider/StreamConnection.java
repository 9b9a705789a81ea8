package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.spring.VideoConnectionDetails;

/** Connection details of Stream from the properties. */
record StreamConnection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.Stream {

    /** Omits the secret. */
    @Override
    public String toString() {
        return "StreamConnection[url=" + url + ", apiKey=" + apiKey + "]";
    }
}
