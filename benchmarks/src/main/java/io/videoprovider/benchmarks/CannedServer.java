package io.videoprovider.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends the same bytes in response to every request on the loopback address, so that the client dominates what is measured. */
final class CannedServer implements AutoCloseable {

    private static final String ROOMS =
            "{\"rooms\":[{\"sid\":\"RM_4GT2SXHBgZbh\",\"name\":\"lobby\",\"empty_timeout\":300,"
                    + "\"departure_timeout\":20,\"max_participants\":0,\"creation_time\":\"1763719000\",\"metadata\":\"\","
                    + "\"num_participants\":2,\"num_publishers\":1,\"active_recording\":false}]}";

    /** The same as {@code livekit.ListRoomsResponse} in protobuf, which omits defaults. */
    private static final String ROOMS_PROTOBUF =
            "\n'\n\u000fRM_4GT2SXHBgZbh\u0012\u0005lobby\u0018\u00ac\u0002(\u00d8\u00ee\u0080\u00c9\u0006H\u0002X\u0001p\u0014";

    private final ServerSocket socket;
    private final byte[] json;
    private final byte[] protobuf;

    private CannedServer(String json, String protobuf) {
        this.json = response("application/json", json);
        this.protobuf = response("application/protobuf", protobuf);
        try {
            this.socket = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        start(this::accept);
    }

    /** Returns a LiveKit server with one room, which responds in the format of the request. */
    static CannedServer liveKit() {
        return new CannedServer(ROOMS, ROOMS_PROTOBUF);
    }

    private static byte[] response(String type, String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "canned-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream(), 16 * 1024);
            OutputStream out = connection.getOutputStream();
            for (Boolean isJson = skipRequest(in); isJson != null; isJson = skipRequest(in)) {
                out.write(isJson ? json : protobuf);
                out.flush();
            }
        } catch (IOException closed) {
            // By the client.
        }
    }

    /** Reads a request and returns whether it is JSON; null at the end of the stream. */
    private static @Nullable Boolean skipRequest(InputStream in) throws IOException {
        int length = 0;
        boolean json = false;
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String header = line.toString().strip().toLowerCase(Locale.ROOT);
            line.setLength(0);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
            json |= header.startsWith("content-type: application/json");
            if (header.isEmpty()) {
                in.skipNBytes(length);
                return json;
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
