package io.videoprovider.spring.autoconfigure;

import io.videoprovider.spring.VideoConnectionDetails;

/** Where Stream is. A type of its own for each vendor: a bean that were both could not be told apart. */
record StreamConnection(String url, String apiKey, String apiSecret) implements VideoConnectionDetails.Stream {

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "StreamConnection[url=" + url + ", apiKey=" + apiKey + "]";
    }
}
