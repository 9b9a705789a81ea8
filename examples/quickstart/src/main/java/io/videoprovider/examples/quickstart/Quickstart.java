package io.videoprovider.examples.quickstart;

import io.videoprovider.VideoProvider;
import io.videoprovider.call.Call;
import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.SimulatedParticipant;
import io.videoprovider.error.ConflictException;
import io.videoprovider.error.RecordingUnavailableException;
import io.videoprovider.error.VideoException;
import io.videoprovider.recording.Layout;
import io.videoprovider.recording.Quality;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingFile;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.recording.RecordingStatus;
import io.videoprovider.token.JoinToken;
import io.videoprovider.token.Role;
import io.videoprovider.token.TokenRequest;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** One call from creation to end, step by step. The code is independent of the vendor, which {@link Stage} selects. */
public final class Quickstart {

    private final VideoProvider video;
    private final Stage stage;
    private final PrintStream out;
    private int step;

    Quickstart(Stage stage, PrintStream out) {
        this.video = stage.video();
        this.stage = stage;
        this.out = out;
    }

    /** Runs the steps on the server in the environment variables, or on the emulator. */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = System.out;
        try (Stage stage = Stage.of(List.of(arguments), System.getenv(), out)) {
            new Quickstart(stage, out).run();
        } catch (VideoException e) {
            out.println();
            out.println("Failed: " + e.getClass().getSimpleName() + ": " + e.getMessage());
            throw e;
        }
    }

    void run() throws InterruptedException {
        out.println("VideoProvider quick start on " + stage.description());

        step("A call is created");
        Call call = video.calls()
                .getOrCreate(CallRequest.builder(CallId.random("consult"))
                        .title("Weekly consultation")
                        .startsAt(Instant.now())
                        .custom("bookingId", "b-42")
                        .build());
        line(call.id() + ": \"" + call.title() + "\", " + call.custom() + ", created: " + call.created());

        step("Alice gets a token as host, Bob one as viewer");
        JoinToken alice = video.tokens()
                .mint(TokenRequest.builder("alice", call.id())
                        .role(Role.HOST)
                        .displayName("Alice")
                        .ttl(Duration.ofHours(1))
                        .build());
        JoinToken bob = video.tokens()
                .mint(TokenRequest.builder("bob", call.id()).role(Role.VIEWER).build());
        line("the token, masked: " + alice);
        line("decoded: " + video.tokens().verify(alice.token()).raw().write());

        step("They join");
        Optional<SimulatedParticipant> host = stage.join(alice);
        stage.join(bob);
        host.ifPresent(person -> person.publish("camera"));
        video.participants()
                .list(call.id())
                .forEach(person -> line(person.userId() + " is connected, publishes "
                        + person.tracks().size() + " track(s), may " + person.permissions()));

        step("The call is recorded");
        try {
            record(call);
        } catch (RecordingUnavailableException | ConflictException e) {
            // No recording service is available, or the call has no participant.
            line("not possible here: " + e.getMessage());
        }

        step("The call ends for everyone");
        video.calls().end(call.id());
        stage.awaitLastEvent(call.id());
        line("ended");
        out.println();
        out.println("Done. The code: examples/quickstart, class Quickstart.");
    }

    private void record(Call call) throws InterruptedException {
        Recording recording = video.recordings()
                .start(
                        call.id(),
                        RecordingRequest.composite()
                                .layout(Layout.GRID)
                                .quality(Quality.HD_1080P)
                                .build());
        line(recording.id() + " is " + recording.status());
        await(recording, RecordingStatus.RECORDING);
        line(recording.id() + " is " + video.recordings().stop(recording.id()).status());
        for (RecordingFile file : await(recording, RecordingStatus.READY).files()) {
            String size = file.bytes() == null ? "" : ", " + file.bytes() + " bytes";
            String duration =
                    file.duration() == null ? "" : ", " + file.duration().truncatedTo(ChronoUnit.MILLIS);
            line("file " + file.name() + size + duration);
        }
    }

    /** Polls until the recording has the status. An application would wait for the webhook. */
    private Recording await(Recording recording, RecordingStatus status) throws InterruptedException {
        Recording now = recording;
        while (now.status() != status && !now.status().terminal()) {
            Thread.sleep(100);
            now = video.recordings().get(recording.id());
        }
        line(now.id() + " is " + now.status());
        return now;
    }

    private void step(String title) {
        out.println();
        out.println(++step + ". " + title);
    }

    private void line(String text) {
        out.println("   " + text);
    }
}
