package io.videoprovider.history.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy in front of a database, which can be down: it then closes all connections. */
final class DatabaseProxy implements AutoCloseable {

    private final InetSocketAddress target;
    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean down;

    DatabaseProxy(String host, int port) throws IOException {
        target = new InetSocketAddress(host, port);
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    void down() {
        down = true;
        closeAll();
    }

    void up() {
        down = false;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "database-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                if (down) {
                    client.close();
                    continue;
                }
                Socket database = new Socket();
                database.connect(target);
                client.setTcpNoDelay(true);
                database.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(database);
                start(() -> copy(client, database));
                start(() -> copy(database, client));
                if (down) {
                    closeAll();
                }
            }
        } catch (IOException closed) {
            closeAll();
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // Both sides are closed.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void closeAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                // Closed before.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeAll();
    }
}
