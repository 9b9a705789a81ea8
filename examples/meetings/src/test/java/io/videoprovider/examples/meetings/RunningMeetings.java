package io.videoprovider.examples.meetings;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The application, started on a random port, with a database of its own and LiveKit's emulator unless arguments say otherwise. */
public final class RunningMeetings implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private RunningMeetings(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts the application with further arguments such as {@code --meetings.token-ttl=1m}. */
    public static RunningMeetings start(String... arguments) {
        String[] all = Stream.concat(
                        Stream.of(
                                "--server.address=127.0.0.1",
                                "--server.port=0",
                                "--spring.main.banner-mode=off",
                                "--logging.level.root=warn",
                                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                                "--meetings.sign-ins-per-minute=1000",
                                "--videoprovider.history.retention.interval=1s",
                                "--videoprovider.primary=livekit",
                                "--videoprovider.emulator=true"),
                        Arrays.stream(arguments))
                .toArray(String[]::new);
        return new RunningMeetings(new SpringApplicationBuilder(MeetingsApplication.class).run(last(all)));
    }

    /** Keeps the last value of each argument: several ones would be a list. */
    private static String[] last(String[] arguments) {
        return Arrays.stream(arguments)
                .collect(Collectors.toMap(
                        argument -> argument.replaceFirst("=.*", ""),
                        argument -> argument,
                        (first, second) -> second,
                        LinkedHashMap::new))
                .values()
                .toArray(String[]::new);
    }

    /** Returns the address of the application. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** Returns a bean. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Signs a demo user in. */
    Client signIn(String user) {
        Client client = anonymous();
        client.signIn(user, "demo");
        return client;
    }

    /** Returns a client without a session. */
    Client anonymous() {
        return new Client(url());
    }

    @Override
    public void close() {
        context.close();
    }
}
