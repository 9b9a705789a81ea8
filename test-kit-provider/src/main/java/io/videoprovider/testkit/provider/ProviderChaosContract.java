package io.videoprovider.testkit.provider;

import static io.videoprovider.resilience.RetryClass.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.error.VideoException;
import io.videoprovider.observe.OperationOutcome;
import io.videoprovider.recording.Recording;
import io.videoprovider.recording.RecordingId;
import io.videoprovider.recording.RecordingRequest;
import io.videoprovider.spi.Operation;
import io.videoprovider.testkit.provider.ChaosStage.ReceivedRequest;
import io.videoprovider.testkit.provider.FailureMode.Effect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every operation of a vendor in every failure mode, failing once and failing always. Verifies how often it was sent, how
 * often it was processed, and whether the error that the caller received is correct. All experiments run concurrently first,
 * since most of their time is waiting, and are verified one by one.
 *
 * @param <O> the vendor's operations
 * @param <S> the vendor's stage
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ProviderChaosContract<O extends Operation, S extends ChaosStage> {

    private final String vendor;
    private final List<O> operations;
    private final List<FailureMode> modes;
    private final String requestIdHeader;
    private final Map<Experiment<O>, Result> results = new LinkedHashMap<>();

    /**
     * For subclasses.
     *
     * @param vendor the prefix of thread names, and the vendor's section in docs/retries.md
     * @param requestIdHeader the header with the request id, in lower case
     */
    protected ProviderChaosContract(String vendor, List<O> operations, Set<FailureMode> modes, String requestIdHeader) {
        this.vendor = vendor;
        this.operations = operations;
        this.modes = Stream.of(FailureMode.values()).filter(modes::contains).toList();
        this.requestIdHeader = requestIdHeader;
    }

    /** Sets up an emulator whose requests of one operation fail. */
    protected abstract S stage(O failing, FailureMode mode);

    /** Returns how an operation is invoked and its effect measured. A switch without a default covers new operations. */
    protected abstract Scenario<S> scenario(O operation);

    /** Returns the effect of a failure mode on an operation, for vendors that give it another meaning. */
    protected Effect effect(O operation, FailureMode mode) {
        return mode.effect;
    }

    /** Returns the ways to start a recording; each sends at least two requests, of which one fails. */
    protected abstract List<RecordingStart<S>> recordingStarts();

    /** Verifies further properties of the only active recording. */
    protected void verifyActive(S stage, Recording recording) {}

    /**
     * One operation.
     *
     * @param act invokes the operation
     * @param effects counts its effects
     */
    public record Scenario<S>(Consumer<S> act, ToIntFunction<S> effects) {

        /** An operation without effects. */
        public static <S> Scenario<S> reads(Consumer<S> act) {
            return new Scenario<>(act, stage -> 0);
        }

        /** An operation whose effects add up. */
        public static <S> Scenario<S> creates(Consumer<S> act, ToIntFunction<S> count) {
            return new Scenario<>(act, count);
        }

        /** An operation that sets a state. */
        public static <S> Scenario<S> sets(Consumer<S> act, Predicate<S> done) {
            return new Scenario<>(act, stage -> done.test(stage) ? 1 : 0);
        }

        /** An operation whose effect cannot be observed, except that the server processed the request. */
        public static <S extends ChaosStage> Scenario<S> unobservable(Consumer<S> act) {
            return new Scenario<>(act, stage -> Math.min(1, stage.processed()));
        }
    }

    /** One way to start a recording. */
    public record RecordingStart<S>(String title, RecordingRequest request, Function<FailureMode, S> stage) {}

    // ---------------------------------------------------------------- experiments

    /** @param always whether the failure is permanent; otherwise only one request fails */
    record Experiment<O extends Operation>(O operation, FailureMode mode, boolean always) {
        @Override
        public String toString() {
            return operation.operationName() + ", " + mode.title + (always ? ", always" : ", once");
        }
    }

    private record Result(
            List<ReceivedRequest> requests,
            int effects,
            int attempts,
            @Nullable VideoException failure,
            boolean interrupted,
            int connectionsInUse) {

        int processed() {
            return (int) requests.stream().filter(ReceivedRequest::processed).count();
        }
    }

    private Result result(Experiment<O> experiment) {
        return Objects.requireNonNull(results.get(experiment));
    }

    final List<Experiment<O>> experiments() {
        return operations.stream()
                .flatMap(operation -> modes.stream()
                        .flatMap(mode ->
                                Stream.of(false, true).map(always -> new Experiment<>(operation, mode, always))))
                .toList();
    }

    @BeforeAll
    final void run_all_experiments() throws Exception {
        // The slow ones come last, many at a time: the JVM is warm by then, so that no attempt exceeds its timeout by
        // chance.
        Map<Experiment<O>, Future<Result>> running = new LinkedHashMap<>();
        ExecutorService few = Executors.newFixedThreadPool(4);
        ExecutorService many = Executors.newFixedThreadPool(40);
        try {
            experiments().stream()
                    .filter(each -> !each.mode().slow())
                    .forEach(each -> running.put(each, few.submit(() -> run(each))));
            for (Future<Result> each : running.values()) {
                each.get();
            }
            experiments().stream()
                    .filter(each -> each.mode().slow())
                    .forEach(each -> running.put(each, many.submit(() -> run(each))));
            for (Experiment<O> each : experiments()) {
                results.put(each, Objects.requireNonNull(running.get(each)).get());
            }
        } finally {
            few.shutdownNow();
            many.shutdownNow();
        }
    }

    private Result run(Experiment<O> experiment) {
        try (S stage = stage(experiment.operation(), experiment.mode())) {
            Scenario<S> scenario = scenario(experiment.operation());
            stage.fail(experiment.mode(), experiment.always() ? Integer.MAX_VALUE : 1);
            VideoException failure = stage.failureOf(() -> scenario.act().accept(stage));
            boolean interrupted = Thread.interrupted();
            int inUse = stage.connectionsInUse();
            OperationOutcome outcome = stage.outcomes.get(0);
            stage.awaitLate();
            stage.recover();
            // The journal records a late request just before its effect.
            int expected = experiment.operation().retryClass() == READ ? 0 : Math.min(1, stage.processed());
            long deadline = System.nanoTime() + ChaosStage.LATE.toNanos();
            while (scenario.effects().applyAsInt(stage) < expected && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000);
            }
            return new Result(
                    stage.requests(),
                    scenario.effects().applyAsInt(stage),
                    outcome.attempts(),
                    failure,
                    interrupted,
                    inUse);
        }
    }

    // ---------------------------------------------------------------- expectations

    private enum Report {
        DONE("✓"),
        NOT_DONE("✗"),
        UNKNOWN("?");

        private final String sign;

        Report(String sign) {
            this.sign = sign;
        }

        static Report of(@Nullable VideoException failure) {
            if (failure == null) {
                return DONE;
            }
            return failure.outcomeUnknown() ? UNKNOWN : NOT_DONE;
        }
    }

    private record Expected(int attempts, Report report) {}

    private Expected expected(Experiment<O> experiment) {
        O operation = experiment.operation();
        boolean always = experiment.always();
        Report perhaps = operation.retryClass() == READ ? Report.NOT_DONE : Report.UNKNOWN;
        return switch (effect(operation, experiment.mode())) {
            case NOT_DONE -> always ? new Expected(3, Report.NOT_DONE) : new Expected(2, Report.DONE);
            case NOT_DONE_RETRY_TOO_LATE -> new Expected(1, Report.NOT_DONE);
            case UNKNOWN_AND_FINAL -> new Expected(1, perhaps);
            case UNKNOWN -> {
                if (!operation.retryClass().repeatable()) {
                    yield new Expected(1, perhaps);
                }
                yield always ? new Expected(3, perhaps) : new Expected(2, Report.DONE);
            }
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("experiments")
    final void attempts_effects_and_error_agree_with_the_retry_class(Experiment<O> experiment) {
        Result result = result(experiment);
        FailureMode mode = experiment.mode();
        boolean changes = experiment.operation().retryClass() != READ;

        // Requests
        Expected expected = expected(experiment);
        assertThat(result.attempts()).as("attempts").isEqualTo(expected.attempts());
        int failed = experiment.always() ? result.attempts() : 1;
        int unsent = mode == FailureMode.NO_CONNECTION ? failed : 0;
        assertThat(result.requests()).as("requests").hasSize(result.attempts() - unsent);
        assertThat(result.processed())
                .as("processed")
                .isEqualTo(mode.processed ? result.attempts() : result.attempts() - failed);
        assertThat(result.requests())
                .extracting(request -> request.headers().get(requestIdHeader))
                .as("one request id for all attempts")
                .satisfies(ids -> assertThat(Set.copyOf(ids)).hasSizeLessThan(2));
        if (mode == FailureMode.BUSY_A_SECOND) {
            for (int i = 1; i < result.requests().size(); i++) {
                assertThat(Duration.between(
                                result.requests().get(i - 1).at(),
                                result.requests().get(i).at()))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            }
        }

        // Effects
        assertThat(result.effects()).as("effects").isEqualTo(changes ? Math.min(1, result.processed()) : 0);

        // The error
        VideoException failure = result.failure();
        Report report = Report.of(failure);
        assertThat(report).as("reported: " + failure).isEqualTo(expected.report());
        if (changes && report == Report.DONE) {
            assertThat(result.effects()).as("done").isEqualTo(1);
        }
        if (report == Report.NOT_DONE) {
            assertThat(result.effects()).as("not done").isZero();
        }
        if (failure != null) {
            assertThat(failure).isExactlyInstanceOf(mode.type);
            assertThat(failure.operation()).isEqualTo(experiment.operation().operationName());
            assertThat(failure.attempts()).isEqualTo(result.attempts());
            assertThat(failure.retryable())
                    .as("retryable")
                    .isEqualTo(effect(experiment.operation(), mode) != Effect.UNKNOWN_AND_FINAL);
            assertThat(failure.retryAfter())
                    .isEqualTo(
                            mode == FailureMode.BUSY_A_MINUTE
                                    ? Duration.ofSeconds(60)
                                    : mode == FailureMode.BUSY_A_SECOND ? Duration.ofSeconds(1) : null);
        }

        // Leaks
        assertThat(result.connectionsInUse()).as("connections in use").isZero();
        assertThat(result.interrupted()).as("interrupted").isFalse();
    }

    // ---------------------------------------------------------------- documentation

    @Test
    final void docs_retries_shows_the_results() throws IOException {
        String table = table();
        assertThat(GeneratedPart.read("retries", vendor, table)).isEqualTo(table);
    }

    private String table() {
        StringBuilder table = new StringBuilder("\n| operation | class");
        modes.forEach(mode -> table.append(" | ").append(mode.title));
        table.append(" |\n|---|---").append("|---".repeat(modes.size())).append("|\n");
        for (O operation : operations) {
            table.append("| `").append(operation.operationName()).append("` | ").append(operation.retryClass());
            for (FailureMode mode : modes) {
                table.append(" | ")
                        .append(cell(new Experiment<>(operation, mode, false)))
                        .append(' ')
                        .append(cell(new Experiment<>(operation, mode, true)));
            }
            table.append(" |\n");
        }
        return table.append('\n').toString();
    }

    private String cell(Experiment<O> experiment) {
        Result result = result(experiment);
        return result.attempts() + Report.of(result.failure()).sign;
    }

    @Test
    final void no_thread_is_left_behind() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith(vendor))
                .allSatisfy(thread -> thread.join(ChaosStage.LATE.toMillis()))
                .noneMatch(Thread::isAlive);
    }

    // ---------------------------------------------------------------- starting a recording: more than one request

    /** @param lookup whether the look-up of the active recordings after the failure fails too */
    private record StartExperiment<S>(RecordingStart<S> start, FailureMode mode, boolean always, boolean lookup) {
        @Override
        public String toString() {
            return start.title() + ", " + mode.title + (always ? ", always" : ", once")
                    + (lookup ? ", look-up too" : "");
        }
    }

    private List<StartExperiment<S>> startExperiments() {
        List<RecordingStart<S>> starts = recordingStarts();
        List<StartExperiment<S>> experiments = new ArrayList<>();
        for (FailureMode mode : modes) {
            for (boolean always : List.of(false, true)) {
                starts.forEach(start -> experiments.add(new StartExperiment<>(start, mode, always, false)));
            }
            experiments.add(new StartExperiment<>(starts.get(0), mode, true, true));
        }
        return experiments;
    }

    @Test
    final void a_recording_is_started_at_most_once_and_the_error_is_correct() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            Map<StartExperiment<S>, Future<?>> running = new LinkedHashMap<>();
            startExperiments().stream()
                    .sorted(Comparator.comparing(each -> each.mode() != FailureMode.SLOW))
                    .forEach(each -> running.put(each, threads.submit(() -> start(each))));
            SoftAssertions all = new SoftAssertions();
            running.forEach((each, verdict) ->
                    all.assertThatCode(verdict::get).as(each.toString()).doesNotThrowAnyException());
            all.assertAll();
        } finally {
            threads.shutdownNow();
        }
    }

    private void start(StartExperiment<S> experiment) {
        RecordingRequest request = experiment.start().request();
        try (S stage = experiment.start().stage().apply(experiment.mode())) {
            stage.fail(experiment.mode(), experiment.always() ? Integer.MAX_VALUE : 1);
            if (experiment.lookup()) {
                stage.injectIntoLookups(experiment.mode());
            }
            AtomicReference<@Nullable Recording> started = new AtomicReference<>();
            VideoException failure =
                    stage.failureOf(() -> started.set(stage.video().recordings().start(stage.call(), request)));
            assertThat(stage.connectionsInUse()).isZero();
            int processedInTime = stage.processed();
            stage.awaitLate();
            stage.recover();
            int processed = stage.processed();
            assertThat(processed).as("processed starts").isLessThan(2);
            while (stage.recordings().size() < processed) {
                LockSupport.parkNanos(1_000_000);
            }

            List<RecordingId> recordings = stage.recordings();

            assertThat(recordings).hasSize(processed);
            Recording recording = started.get();
            if (recording != null) {
                assertThat(recordings).containsExactly(recording.id());
            } else {
                assertThat(Objects.requireNonNull(failure).outcomeUnknown() || recordings.isEmpty())
                        .as("correct: " + failure)
                        .isTrue();
                assertThat(processedInTime == 0 || experiment.lookup())
                        .as("it is active, and was not found")
                        .isTrue();
            }
            // A second start returns the active recording.
            Recording again = stage.video().recordings().start(stage.call(), request);
            assertThat(stage.recordings()).containsExactly(again.id());
            assertThat(stage.processed()).as("processed starts").isEqualTo(1);
            verifyActive(stage, again);
        }
    }
}
