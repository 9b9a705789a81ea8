package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.token.JoinToken;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A built-in emulator, and an endpoint for its webhooks. */
abstract class EmulatorStage implements Stage {

    private final String name;
    private final VideoProvider video;
    private final WebhookEndpoint webhooks;
    private final String lastEvent;

    EmulatorStage(String name, VideoProvider video, String lastEvent, PrintStream out) {
        this.name = name;
        this.lastEvent = lastEvent;
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
        webhooks.await(call, lastEvent, Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        webhooks.close();
        video.close();
    }
}
