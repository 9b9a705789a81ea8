package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A built-in emulator, and an endpoint for its webhooks. */
abstract class EmulatorStage implements Stage {

    private final String name;
    private final VideoProvider video;
    private final WebhookEndpoint webhooks;
    private final List<String> lastEvents;

    EmulatorStage(String name, VideoProvider video, List<String> lastEvents, PrintStream out) {
        this.name = name;
        this.lastEvents = List.copyOf(lastEvents);
        this.video = video;
        this.webhooks = WebhookEndpoint.listen(video, out);
    }

    /** Returns the URL for the emulator's webhooks. */
    URI webhooks() {
        return webhooks.url();
    }

    abstract SimulatedParticipant person(JoinToken token);

    @Override
    public String description() {
        return "the built-in " + name + ". No account; nothing leaves this machine.";
    }

    @Override
    public VideoProvider video() {
        return video;
    }

    @Override
    public Optional<SimulatedParticipant> join(JoinToken token) {
        return Optional.of(person(token));
    }

    @Override
    public void awaitLastEvent(CallId call) throws InterruptedException {
        for (String lastEvent : lastEvents) {
            webhooks.await(call, lastEvent, Duration.ofSeconds(10));
        }
    }

    @Override
    public void close() {
        webhooks.close();
        video.close();
    }
}
