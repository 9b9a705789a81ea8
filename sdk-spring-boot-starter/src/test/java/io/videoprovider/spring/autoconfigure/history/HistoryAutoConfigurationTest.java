package io.videoprovider.spring.autoconfigure.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.common.Json;
import io.videoprovider.emulator.livekit.LiveKitEmulator;
import io.videoprovider.error.ProviderId;
import io.videoprovider.event.CallEnded;
import io.videoprovider.event.CallStarted;
import io.videoprovider.event.EventInfo;
import io.videoprovider.event.ParticipantAborted;
import io.videoprovider.event.ParticipantJoined;
import io.videoprovider.event.ParticipantLeft;
import io.videoprovider.history.CallHistory;
import io.videoprovider.history.CallState;
import io.videoprovider.history.Reconciler;
import io.videoprovider.history.jdbc.JdbcHistory;
import io.videoprovider.inbox.Inbox;
import io.videoprovider.inbox.MemoryInbox;
import io.videoprovider.invitation.Invitations;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.participant.Participant;
import io.videoprovider.participant.ParticipantKind;
import io.videoprovider.spring.autoconfigure.LiveKitWebhook;
import io.videoprovider.spring.autoconfigure.StartupFailures;
import io.videoprovider.spring.autoconfigure.inbox.EventDispatchAutoConfiguration;
import io.videoprovider.spring.autoconfigure.inbox.InboxAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.LiveKitAutoConfiguration;
import io.videoprovider.spring.autoconfigure.provider.ProviderSettingsAutoConfiguration;
import io.videoprovider.spring.autoconfigure.webhook.WebhookAutoConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** The call history of an application, and what depends on it. */
class HistoryAutoConfigurationTest {

    private static final ProviderId LIVEKIT = new ProviderId("livekit");

    private final ApplicationContextRunner disabled = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProviderSettingsAutoConfiguration.class,
                    LiveKitAutoConfiguration.class,
                    InboxAutoConfiguration.class,
                    EventDispatchAutoConfiguration.class,
                    WebhookAutoConfiguration.class,
                    HistoryAutoConfiguration.class,
                    HistoryMetricsAutoConfiguration.class,
                    InvitationsAutoConfiguration.class,
                    ReconcilerAutoConfiguration.class,
                    ReconcilerHealthAutoConfiguration.class))
            .withPropertyValues(LiveKitWebhook.properties())
            .withPropertyValues(LiveKitWebhook.patientInbox());
    private final ApplicationContextRunner reconciled =
            disabled.withPropertyValues("videoprovider.history.enabled=true");
    /** Without a reconciler: the provider does not exist. */
    private final ApplicationContextRunner app =
            reconciled.withPropertyValues("videoprovider.history.reconciler.enabled=false");

    private final ApplicationContextRunner database =
            app.withBean("database", DataSource.class, HistoryAutoConfigurationTest::h2);

    private static DataSource h2() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return h2;
    }

    /** A webhook reaches the history, whichever storage it has. */
    private static void assertRecords(ApplicationContext context) {
        CallHistory history = context.getBean(CallHistory.class);
        assertThat(LiveKitWebhook.roomStarted("lobby").receive(context)).isEqualTo(200);
        await().untilAsserted(() -> assertThat(history.call(LIVEKIT, CallId.of("lobby")))
                .hasValueSatisfying(call -> assertThat(call.state()).isEqualTo(CallState.ACTIVE)));
    }

    @Test
    void nothing_is_recorded_unless_it_is_enabled() {
        disabled.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(CallHistory.class)
                .doesNotHaveBean(Invitations.class)
                .doesNotHaveBean(Reconciler.class));
    }

    @Test
    void without_a_database_the_history_is_in_memory() {
        app.run(context -> {
            assertThat(context).hasSingleBean(Invitations.class).doesNotHaveBean(Reconciler.class);
            assertThat(context.getBean(CallHistory.class).storage()).isNotInstanceOf(JdbcHistory.class);
            assertRecords(context);
        });
    }

    @Test
    void with_a_database_the_history_is_in_its_tables() {
        database.run(context -> {
            assertThat(context.getBean(CallHistory.class).storage()).isInstanceOf(JdbcHistory.class);
            assertRecords(context);
        });
    }

    @Test
    void memory_is_used_with_a_database_if_it_is_configured() {
        database.withPropertyValues("videoprovider.history.store=memory").run(context -> {
            assertThat(context.getBean(CallHistory.class).storage()).isNotInstanceOf(JdbcHistory.class);
            assertRecords(context);
        });
    }

    @Test
    void history_of_the_application_is_used() {
        CallHistory own = CallHistory.inMemory();
        for (ApplicationContextRunner runner : new ApplicationContextRunner[] {disabled, database}) {
            runner.withPropertyValues("videoprovider.history.reconciler.enabled=false")
                    .withBean("own", CallHistory.class, () -> own)
                    .run(context -> {
                        assertThat(context).hasSingleBean(CallHistory.class).hasSingleBean(Invitations.class);
                        assertRecords(context);
                    });
        }
    }

    @Test
    void invitations_and_the_reconciler_can_be_disabled() {
        app.withPropertyValues("videoprovider.invitations.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Invitations.class)
                        .doesNotHaveBean(Reconciler.class)
                        .doesNotHaveBean("videoReconcilerHealthContributor"));
        app.withPropertyValues("videoprovider.invitations.timeout=1s")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("timeout must be between"));
    }

    @Test
    void tables_of_a_database_that_is_not_embedded_are_created_on_request_only() {
        ApplicationContextRunner never = database.withPropertyValues("videoprovider.history.initialize-schema=never");
        FailureAnalysis analysis = analyze(never);

        assertThat(analysis.getDescription()).contains("The call history cannot use its tables");
        assertThat(analysis.getAction())
                .contains("videoprovider.history.initialize-schema=always", "videoprovider.history.store=memory");
        database.withPropertyValues("videoprovider.history.initialize-schema=always")
                .run(HistoryAutoConfigurationTest::assertRecords);
    }

    @Test
    void a_database_that_is_required_and_does_not_exist_stops_the_start() {
        FailureAnalysis analysis = analyze(app.withPropertyValues("videoprovider.history.store=jdbc"));

        assertThat(analysis.getDescription()).contains("videoprovider.history.store is jdbc");
        assertThat(analysis.getAction()).contains("@Primary", "CallHistory bean");
    }

    @Test
    void meters_count_calls_and_the_lag_of_the_reconciler() {
        reconciled.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            context.getBean(HistoryMeters.class).bindTo(meters);
            context.getBean(ReconcilerMeters.class).bindTo(meters);

            assertThat(meters.get("videoprovider.sessions.open").gauge().value())
                    .isZero();
            assertThat(meters.get("videoprovider.calls.ringing").gauge().value())
                    .isZero();
            assertThat(meters.get("videoprovider.reconciler.lag").gauge().value())
                    .isNotNegative();
        });
    }

    @Test
    void meters_record_the_metrics_of_a_session_whose_summary_the_dispatcher_delivers() {
        Instant start = Instant.now().minus(Duration.ofHours(1));
        app.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            CallHistory history = context.getBean(CallHistory.class);
            history.projection()
                    .apply(List.of(
                            new CallStarted(event("start", start)),
                            new ParticipantJoined(event("alice", start), participant("alice")),
                            new ParticipantJoined(event("bob", start), participant("bob")),
                            new ParticipantLeft(
                                    event("bob left", start.plusSeconds(300)), participant("bob"), "CLIENT_INITIATED"),
                            new ParticipantAborted(event("carol", start), participant("carol"), "JOIN_FAILURE"),
                            new CallEnded(event("end", start.plusSeconds(1500)))));
            try (Reconciler reconciler = Reconciler.builder(history, context.getBean(Inbox.class))
                    .provider(context.getBean(VideoProvider.class))
                    .summaryDelay(Duration.ZERO)
                    .build()) {
                assertThat(reconciler.runOnce()).isTrue();
            }

            MeterRegistry meters = context.getBean(MeterRegistry.class);
            // The meters that are recorded last. None exists before the summary has arrived.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(meters.find("videoprovider.session.recordings")
                                    .counters())
                            .hasSize(2));
            assertThat(meters.get("videoprovider.session.duration").timer().totalTime(TimeUnit.MINUTES))
                    .isEqualTo(25);
            assertThat(meters.get("videoprovider.session.watch.time").timer().totalTime(TimeUnit.MINUTES))
                    .isEqualTo(30);
            assertThat(meters.get("videoprovider.session.participants")
                            .tag("provider", "livekit")
                            .summary()
                            .totalAmount())
                    .isEqualTo(2);
            assertThat(meters.get("videoprovider.session.participants.peak")
                            .summary()
                            .max())
                    .isEqualTo(2);
            assertThat(meters.get("videoprovider.session.early.leaves")
                            .counter()
                            .count())
                    .isOne();
            assertThat(meters.get("videoprovider.session.rejoins").counter().count())
                    .isZero();
            assertThat(meters.get("videoprovider.session.connections")
                            .tag("result", "failed")
                            .counter()
                            .count())
                    .isOne();
            assertThat(meters.get("videoprovider.session.connections")
                            .tag("result", "succeeded")
                            .counter()
                            .count())
                    .isEqualTo(2);
        });
    }

    private static EventInfo event(String id, Instant at) {
        return EventInfo.builder(LIVEKIT, Json.EMPTY)
                .call(CallId.of("lobby"))
                .sessionId("RM_1")
                .deduplicationKey(id)
                .occurredAt(at)
                .build();
    }

    private static Participant participant(String user) {
        return new Participant(
                user,
                "PA_" + user,
                null,
                ParticipantKind.STANDARD,
                false,
                Set.of(),
                List.of(),
                null,
                Map.of(),
                null,
                Json.EMPTY);
    }

    @Test
    void health_of_the_reconciler_is_reported() {
        reconciled.run(context -> {
            Health health =
                    Objects.requireNonNull(context.getBean("videoReconcilerHealthContributor", HealthIndicator.class)
                            .health());
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsKeys("active", "lag");
        });
        reconciled
                .withPropertyValues("management.health.videoreconciler.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("videoReconcilerHealthContributor"));
    }

    @Test
    void health_allows_for_runs_that_take_longer_than_the_interval() {
        TickingClock clock = new TickingClock(Duration.ofMinutes(2));
        try (LiveKitEmulator emulator =
                        LiveKitEmulator.builder().apiKey("devkey", "secret").start();
                VideoProvider video = emulated(emulator);
                Reconciler reconciler = Reconciler.builder(
                                CallHistory.inMemory(10, clock),
                                MemoryInbox.builder().build())
                        .provider(video)
                        .clock(clock)
                        .build()) {
            ReconcilerHealthIndicator health = new ReconcilerHealthIndicator(reconciler, Duration.ofMinutes(1));
            assertThat(reconciler.runOnce()).isTrue();

            assertThat(reconciler.metrics().lag()).isGreaterThan(Duration.ofMinutes(5));
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);

            clock.tick = reconciler.metrics().runDuration().multipliedBy(5);
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        }
    }

    private static VideoProvider emulated(LiveKitEmulator emulator) {
        return LiveKitVideoProvider.builder()
                .url(emulator.url().toString())
                .apiKey("devkey")
                .apiSecret("secret")
                .build();
    }

    /** A clock on which time passes whenever it is read, so that a run takes long. */
    private static final class TickingClock extends Clock {

        private Duration tick;
        private Instant now = Instant.parse("2026-05-04T10:00:00Z");

        TickingClock(Duration tick) {
            this.tick = tick;
        }

        @Override
        public Instant instant() {
            now = now.plus(tick);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static FailureAnalysis analyze(ApplicationContextRunner runner) {
        FailureAnalysis[] analysis = new FailureAnalysis[1];
        runner.run(context -> analysis[0] = StartupFailures.analyze(context.getStartupFailure()));
        return analysis[0];
    }
}
