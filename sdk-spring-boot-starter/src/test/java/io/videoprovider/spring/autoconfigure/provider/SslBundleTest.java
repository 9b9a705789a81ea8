package io.videoprovider.spring.autoconfigure.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.VideoProvider;
import io.videoprovider.common.CallId;
import io.videoprovider.error.UnavailableException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Connections to servers whose certificate only the bundle trusts. */
class SslBundleTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final HeldCertificate certificate =
            new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
    private final HeldCertificate client =
            new HeldCertificate.Builder().commonName("an application").build();
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(client.certificate())
                .build()
                .sslSocketFactory());
        server.enqueue(new MockResponse.Builder().body("{}").build());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"livekit", "stream"})
    void connection_fails_without_the_bundle(String vendor) {
        app(vendor).run(context -> {
            VideoProvider video = context.getBean(VideoProvider.class);

            assertThatThrownBy(() -> video.calls().end(CallId.of("consult")))
                    .isInstanceOf(UnavailableException.class)
                    .hasCauseInstanceOf(SSLException.class);
            assertThat(server.getRequestCount()).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"livekit", "stream"})
    void connection_succeeds_with_the_bundle(String vendor) {
        app(vendor)
                .withPropertyValues(
                        "videoprovider." + vendor + ".ssl.bundle=internal",
                        "spring.ssl.bundle.pem.internal.truststore.certificate=" + certificate.certificatePem())
                .run(context -> {
                    context.getBean(VideoProvider.class).calls().end(CallId.of("consult"));

                    assertThat(request().getHandshake()).isNotNull();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"livekit", "stream"})
    void client_certificate_of_the_bundle_is_sent(String vendor) {
        server.requireClientAuth();
        app(vendor)
                .withPropertyValues(
                        "videoprovider." + vendor + ".ssl.bundle=internal",
                        "spring.ssl.bundle.pem.internal.truststore.certificate=" + certificate.certificatePem(),
                        "spring.ssl.bundle.pem.internal.keystore.certificate=" + client.certificatePem(),
                        "spring.ssl.bundle.pem.internal.keystore.private-key=" + client.privateKeyPkcs8Pem())
                .run(context -> {
                    context.getBean(VideoProvider.class).calls().end(CallId.of("consult"));

                    assertThat(request().getHandshake())
                            .satisfies(shown ->
                                    assertThat(shown.peerCertificates()).containsExactly(client.certificate()));
                });
    }

    private ApplicationContextRunner app(String vendor) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        SslAutoConfiguration.class,
                        ProviderSettingsAutoConfiguration.class,
                        LiveKitAutoConfiguration.class,
                        StreamAutoConfiguration.class))
                .withPropertyValues(
                        "videoprovider." + vendor + ".url=https://localhost:" + server.getPort(),
                        "videoprovider." + vendor + ".api-key=key",
                        "videoprovider." + vendor + ".api-secret=" + SECRET,
                        "videoprovider.resilience.retry.max-attempts=1");
    }

    private RecordedRequest request() throws InterruptedException {
        RecordedRequest request = server.takeRequest(10, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request received");
        }
        return request;
    }
}
