package io.videoprovider.spring.autoconfigure;

import io.videoprovider.spring.VideoConnectionDetails;

/** Where LiveKit is. A type of its own for each vendor: a bean that were both could not be told apart. */
record LiveKitConnection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.LiveKit {

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "LiveKitConnection[url=" + url + ", apiKey=" + apiKey + "]";
    }
}
