package io.videoprovider.ice;

import io.videoprovider.error.Check;
import java.util.List;

/**
 * A TURN server with credentials for one user. The components have the names of WebRTC's {@code RTCIceServer}, so that a client
 * can pass the JSON on to {@code RTCPeerConnection}. Give it only to the user for whom it was created. {@link #toString} masks the
 * credential. Immutable.
 *
 * @param urls the addresses of the server, at least one, such as {@code turn:turn.example.com:3478?transport=udp}
 * @param username the end of the validity in seconds since 1970, a colon, and the user id
 * @param credential the password, a secret
 */
public record IceServer(List<String> urls, String username, String credential) {

    public IceServer {
        urls = Check.listOf("urls", urls);
        Check.notNull("username", username);
        Check.notNull("credential", credential);
    }

    @Override
    public String toString() {
        return "IceServer[" + urls + ", username=" + username + ", credential=██]";
    }
}
