package io.videoprovider.emulator;

import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.emulator.stream.StreamEmulator;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs an emulator until the process is stopped: {@code java -jar videoprovider-emulator.jar stream --port 3030}. */
public final class EmulatorMain {

    private static final int FAILED = 1;
    private static final int USAGE_ERROR = 2;

    private static final String USAGE = """
            usage: java -jar videoprovider-emulator.jar livekit|stream [option]...

            A vendor's server for tests, without media. Its URL is the first line on standard output.

            livekit: a LiveKit server

              --port PORT            where to listen on 127.0.0.1; 0 for any free port (default 7880)
              --api-key KEY          an API key; may be repeated, each with its --api-secret (default devkey)
              --api-secret SECRET    the secret of the --api-key before it (default secret)
              --webhook-url URL      where to send webhooks; may be repeated
              --webhook-key KEY      the API key that signs webhooks (default: the first one)
              --delays real|short    the delays of the real server, or a fiftieth of them (default real)
              --no-redis             a server without Redis: no recordings, no ingress, no SIP
              --no-egress-worker     a server without a recording worker
              --sip-worker           a server with a SIP worker, which calls telephones
              --no-unified-egress    a server older than 1.13.2, without StartEgress
              --remote-unmute        the server may unmute participants
              --ingress-rtmp-url URL the URL of RTMP ingresses, where encoders send to (default: empty)
              --ingress-whip-url URL the URL of WHIP ingresses (default: empty)
              --newest-protocol      protocol 1.54: streams with ids, reasons of finished rooms, 401 without the token
              --removal-revokes-tokens
                                     RemoveParticipant revokes tokens, as on LiveKit Cloud
              --manual-recordings    only the control API changes the status of recordings

            stream: Stream's video API

              --port PORT            where to listen on 127.0.0.1; 0 for any free port (default 3030)
              --api-key KEY          the API key (default key)
              --api-secret SECRET    its secret (default secret)
              --webhook-url URL      where to send webhooks, beside the application's settings; may be repeated
              --webhook-nanoseconds  times in webhooks as integers rather than RFC 3339
              --user ID              a user that exists at the start; may be repeated
              --rate-limit OP=N      no more than N requests a minute for an operation, * for each; may be repeated
              --delays real|short    the delays of the real server, or a fiftieth of them (default real)
              --manual-recordings    only the control API changes the status of recordings

            --help                   this text

            The control API below /_emulator/ joins participants, injects faults and lists requests: see docs/emulator.md.
            """;

    private EmulatorMain() {}

    /** Starts an emulator and returns only when the process is stopped; exits with 2 for wrong arguments, with 1 if the port is taken. */
    public static void main(String[] args) throws InterruptedException {
        List<String> arguments = Arrays.asList(args);
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(USAGE);
            return;
        }
        try {
            run(new ArrayDeque<>(arguments), System.out);
        } catch (IllegalArgumentException e) {
            System.err.println("videoprovider-emulator: " + e.getMessage());
            System.err.println("Try --help.");
            System.exit(USAGE_ERROR);
        } catch (UncheckedIOException e) {
            System.err.println("videoprovider-emulator: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    private static void run(Deque<String> arguments, PrintStream out) throws InterruptedException {
        String which = arguments.isEmpty() ? "" : arguments.pop();
        switch (which) {
            case "livekit" -> {
                try (LiveKitEmulator emulator = liveKit(arguments)) {
                    serve(emulator.url(), out);
                }
            }
            case "stream" -> {
                try (StreamEmulator emulator = stream(arguments)) {
                    serve(emulator.url(), out);
                }
            }
            default ->
                throw new IllegalArgumentException(
                        which.isEmpty()
                                ? "the first argument must be livekit or stream"
                                : "the first argument must be livekit or stream, was " + which);
        }
    }

    private static void serve(URI url, PrintStream out) throws InterruptedException {
        out.println(url);
        out.flush();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
        stopped.await();
    }

    private static StreamEmulator stream(Deque<String> arguments) {
        StreamEmulator.Builder builder = StreamEmulator.builder().port(3030);
        String key = "";
        String secret = "";
        while (!arguments.isEmpty()) {
            String option = arguments.pop();
            switch (option) {
                case "--port" -> builder.port(port(value(option, arguments)));
                case "--api-key" -> key = value(option, arguments);
                case "--api-secret" -> secret = value(option, arguments);
                case "--webhook-url" -> builder.webhook(url(value(option, arguments), "http", "https"));
                case "--webhook-nanoseconds" -> builder.webhookNanoseconds(true);
                case "--user" -> builder.user(value(option, arguments));
                case "--rate-limit" -> rateLimit(builder, value(option, arguments));
                case "--delays" -> builder.delays(delays(value(option, arguments)));
                case "--manual-recordings" -> builder.manualRecordings(true);
                default -> throw new IllegalArgumentException("unknown option: " + option);
            }
        }
        if (key.isEmpty() != secret.isEmpty()) {
            throw new IllegalArgumentException("--api-key requires --api-secret, and --api-secret requires --api-key");
        }
        return (key.isEmpty() ? builder : builder.apiKey(key, secret)).start();
    }

    private static void rateLimit(StreamEmulator.Builder builder, String text) {
        int equals = text.lastIndexOf('=');
        if (equals < 1 || !text.substring(equals + 1).matches("\\d{1,9}")) {
            throw new IllegalArgumentException("--rate-limit must be OPERATION=NUMBER, was " + text);
        }
        builder.rateLimit(text.substring(0, equals), Integer.parseInt(text.substring(equals + 1)));
    }

    private static LiveKitEmulator liveKit(Deque<String> arguments) {
        LiveKitEmulator.Builder builder = LiveKitEmulator.builder().port(7880);
        List<String> keys = new ArrayList<>();
        List<String> secrets = new ArrayList<>();
        List<URI> webhooks = new ArrayList<>();
        String webhookKey = "";
        String rtmp = "";
        String whip = "";
        while (!arguments.isEmpty()) {
            String option = arguments.pop();
            switch (option) {
                case "--port" -> builder.port(port(value(option, arguments)));
                case "--api-key" -> keys.add(value(option, arguments));
                case "--api-secret" -> secrets.add(value(option, arguments));
                case "--webhook-url" -> webhooks.add(url(value(option, arguments), "http", "https"));
                case "--webhook-key" -> webhookKey = value(option, arguments);
                case "--delays" -> builder.delays(delays(value(option, arguments)));
                case "--no-redis" -> builder.redis(false);
                case "--no-egress-worker" -> builder.egressWorker(false);
                case "--no-unified-egress" -> builder.unifiedEgress(false);
                case "--sip-worker" -> builder.sipWorker(true);
                case "--newest-protocol" -> builder.newestProtocol(true);
                case "--remote-unmute" -> builder.enableRemoteUnmute(true);
                case "--ingress-rtmp-url" ->
                    rtmp = url(value(option, arguments), "rtmp", "rtmps").toString();
                case "--ingress-whip-url" ->
                    whip = url(value(option, arguments), "http", "https").toString();
                case "--removal-revokes-tokens" -> builder.removalRevokesTokens(true);
                case "--manual-recordings" -> builder.manualRecordings(true);
                default -> throw new IllegalArgumentException("unknown option: " + option);
            }
        }
        if (keys.isEmpty() && secrets.isEmpty()) {
            keys.add("devkey");
            secrets.add("secret");
        }
        if (keys.size() != secrets.size()) {
            throw new IllegalArgumentException("each --api-key must be followed by its --api-secret");
        }
        for (int i = 0; i < keys.size(); i++) {
            builder.apiKey(keys.get(i), secrets.get(i));
        }
        for (URI webhook : webhooks) {
            builder.webhook(webhook, webhookKey.isEmpty() ? keys.get(0) : webhookKey);
        }
        return builder.ingressUrls(rtmp, whip).start();
    }

    private static String value(String option, Deque<String> arguments) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException(option + " requires a value");
        }
        return arguments.pop();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Falls through to the error below.
        }
        throw new IllegalArgumentException("--port must be 0 to 65535, was " + text);
    }

    private static URI url(String text, String scheme, String secureScheme) {
        URI url = URI.create(text);
        if (!scheme.equals(url.getScheme()) && !secureScheme.equals(url.getScheme())) {
            throw new IllegalArgumentException("not an " + scheme + " or " + secureScheme + " URL: " + text);
        }
        return url;
    }

    private static Delays delays(String text) {
        return switch (text) {
            case "real" -> Delays.REAL;
            case "short" -> Delays.SHORT;
            default -> throw new IllegalArgumentException("--delays must be real or short, was " + text);
        };
    }
}
