package io.videoprovider.spring.autoconfigure.provider;

import io.videoprovider.spring.VideoConnectionDetails;

/** Connection details of LiveKit from the properties. */
record LiveKitConnection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.LiveKit {

    /** Omits the secret. */
    @Override
    public String toString() {
        return "LiveKitConnection[url=" + url + ", apiKey=" + apiKey + "]";
    }
}
