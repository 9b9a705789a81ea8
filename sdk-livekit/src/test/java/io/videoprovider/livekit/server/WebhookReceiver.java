package io.videoprovider.livekit.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;

/**
 * Receives the server's webhooks and sorts them by room. The addresses to which the server sends are set when it starts, one
 * for each process that runs tests. One receiver serves all tests of a JVM; tests keep apart by using rooms of their own.
 * Thread-safe.
 */
public final class WebhookReceiver implements AutoCloseable {

    /** Longer than all tests of a process take. */
    private static final Duration IN_USE = Duration.ofMinutes(5);

    private final HttpServer http;
    private final ExecutorService workers = Executors.newFixedThreadPool(4, work -> {
        Thread thread = new Thread(work, "webhook receiver");
        thread.setDaemon(true);
        return thread;
    });
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<String, List<WebhookDelivery>> byRoom = new HashMap<>();
    private final Map<String, List<Consumer<WebhookDelivery>>> listeners = new HashMap<>();

    private WebhookReceiver(HttpServer http) {
        this.http = http;
    }

    /** Listens on the first port that no other process uses. If all are in use, waits until a process ends. */
    static WebhookReceiver listen(List<Integer> ports) {
        long deadline = System.nanoTime() + IN_USE.toNanos();
        while (true) {
            for (int port : ports) {
                try {
                    return listen(port);
                } catch (BindException e) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException("the ports for webhooks are in use: " + ports, e);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException("no webhooks can be received on port " + port, e);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private static WebhookReceiver listen(int port) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        WebhookReceiver receiver = new WebhookReceiver(http);
        http.createContext("/", receiver::take);
        http.setExecutor(receiver.workers);
        http.start();
        return receiver;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            keep(new WebhookDelivery(exchange.getRequestHeaders(), body));
            exchange.sendResponseHeaders(200, -1);
        } catch (JacksonException e) {
            // Unlike after a 500, not sent again: only a test that posts here itself can send this.
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private void keep(WebhookDelivery delivery) {
        List<Consumer<WebhookDelivery>> interested;
        lock.lock();
        try {
            byRoom.computeIfAbsent(delivery.roomName(), name -> new ArrayList<>())
                    .add(delivery);
            interested = List.copyOf(listeners.getOrDefault(delivery.roomName(), List.of()));
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        interested.forEach(listener -> listener.accept(delivery));
    }

    /** The received webhooks by room, oldest first; those without a room have the empty name. */
    public List<WebhookDelivery> deliveries(String roomName) {
        lock.lock();
        try {
            return List.copyOf(byRoom.getOrDefault(roomName, List.of()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * The first delivery for a room that fits, whether it has arrived already or is still to come.
     *
     * @throws AssertionError if none comes in time; the message lists what came instead
     */
    public WebhookDelivery await(String roomName, Predicate<WebhookDelivery> fits, Duration patience) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            int seen = 0;
            while (true) {
                List<WebhookDelivery> here = byRoom.getOrDefault(roomName, List.of());
                for (; seen < here.size(); seen++) {
                    if (fits.test(here.get(seen))) {
                        return here.get(seen);
                    }
                }
                if (nanos <= 0) {
                    throw new AssertionError("no fitting webhook within " + patience + "; there came " + here);
                }
                nanos = arrived.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a webhook", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands over each later delivery for a room, on the thread that received it and before the server gets its answer.
     *
     * @return closing it ends that
     */
    public Subscription subscribe(String roomName, Consumer<WebhookDelivery> listener) {
        lock.lock();
        try {
            listeners.computeIfAbsent(roomName, name -> new ArrayList<>()).add(listener);
        } finally {
            lock.unlock();
        }
        return () -> {
            lock.lock();
            try {
                listeners.getOrDefault(roomName, new ArrayList<>()).remove(listener);
            } finally {
                lock.unlock();
            }
        };
    }

    @Override
    public void close() {
        http.stop(0);
        workers.shutdownNow();
        try {
            workers.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deliveries handed over to a listener until it is closed. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {

        @Override
        void close();
    }
}
