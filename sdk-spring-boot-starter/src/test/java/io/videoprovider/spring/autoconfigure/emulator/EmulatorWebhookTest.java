package io.videoprovider.spring.autoconfigure.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.videoprovider.call.CallRequest;
import io.videoprovider.common.CallId;
import io.videoprovider.emulator.stream.StreamEmulator;
import io.videoprovider.livekit.LiveKitVideoProvider;
import io.videoprovider.spring.autoconfigure.TestApplication;
import io.videoprovider.spring.autoconfigure.TestApplication.ReceivedEvents;
import io.videoprovider.stream.StreamVideoProvider;
import io.videoprovider.token.TokenRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.context.ConfigurableApplicationContext;

/** Webhooks of the emulators to the application that they belong to, wherever its web server serves it. */
class EmulatorWebhookTest {

    /** As in production: self-signed, and for another host. */
    private static final HeldCertificate CERTIFICATE =
            new HeldCertificate.Builder().commonName("shop.example").build();

    static Stream<Arguments> servers() {
        String[] tls = {
            "--server.ssl.bundle=web",
            "--spring.ssl.bundle.pem.web.keystore.certificate=" + CERTIFICATE.certificatePem(),
            "--spring.ssl.bundle.pem.web.keystore.private-key=" + CERTIFICATE.privateKeyPkcs8Pem()
        };
        return Stream.of(
                server(WebApplicationType.SERVLET, "--spring.mvc.servlet.path=/api"),
                server(
                        WebApplicationType.SERVLET,
                        "--server.servlet.context-path=/shop",
                        "--spring.mvc.servlet.path=/api"),
                server(WebApplicationType.SERVLET, "--server.address=127.0.0.2"),
                server(WebApplicationType.SERVLET, tls),
                server(WebApplicationType.REACTIVE, "--spring.webflux.base-path=/api"),
                server(WebApplicationType.REACTIVE, "--server.address=127.0.0.2"),
                server(WebApplicationType.REACTIVE, tls));
    }

    private static Arguments server(WebApplicationType type, String... arguments) {
        return Arguments.of(type, List.of(arguments));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void webhooks_of_both_emulators_reach_the_application(WebApplicationType type, List<String> arguments)
            throws Exception {
        try (ConfigurableApplicationContext app = new SpringApplicationBuilder(TestApplication.class)
                .web(type)
                .properties(Map.of(
                        "server.port", "0",
                        "spring.main.banner-mode", "off",
                        "videoprovider.inbox.store", "memory",
                        "videoprovider.emulator", "true",
                        "videoprovider.primary", "livekit"))
                .run(arguments.toArray(String[]::new))) {
            ReceivedEvents received = app.getBean(ReceivedEvents.class);
            CallId liveKitCall = CallId.random("livekit");
            app.getBean(LiveKitVideoProvider.class)
                    .calls()
                    .getOrCreate(CallRequest.builder(liveKitCall).build());
            assertThat(received.byHandler.poll(30, TimeUnit.SECONDS))
                    .isNotNull()
                    .satisfies(started -> assertThat(started.call()).isEqualTo(liveKitCall));

            StreamVideoProvider stream = app.getBean(StreamVideoProvider.class);
            CallId streamCall = CallId.random("stream");
            stream.calls().getOrCreate(CallRequest.builder(streamCall).build());
            app.getBean(StreamEmulator.class)
                    .join(
                            stream.tokens()
                                    .mint(TokenRequest.builder("alice", streamCall)
                                            .build())
                                    .token(),
                            streamCall.toString());
            assertThat(received.byHandler.poll(30, TimeUnit.SECONDS))
                    .isNotNull()
                    .satisfies(started -> assertThat(started.call()).isEqualTo(streamCall));
        }
    }

    @Test
    void only_the_certificates_of_the_application_are_trusted() throws Exception {
        HeldCertificate other =
                new HeldCertificate.Builder().commonName("localhost").build();
        WebhookTrust trust = new WebhookTrust();
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        trust.customize(builder);
        OkHttpClient client = builder.build();
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(CERTIFICATE)
                    .build()
                    .sslSocketFactory());
            server.enqueue(new MockResponse.Builder().code(204).build());
            server.start();
            Request request = new Request.Builder().url(server.url("/")).build();

            trust.add(bundle(other));
            assertThatThrownBy(() -> client.newCall(request).execute()).isInstanceOf(SSLException.class);
            trust.add(bundle(CERTIFICATE));
            try (Response response = client.newCall(request).execute()) {
                assertThat(response.code()).isEqualTo(204);
            }
        } finally {
            client.connectionPool().evictAll();
        }
    }

    private static SslBundle bundle(HeldCertificate certificate) {
        SslStoreBundle stores = new PemSslStoreBundle(
                PemSslStore.load(PemSslStoreDetails.forCertificate(certificate.certificatePem())
                        .withPrivateKey(certificate.privateKeyPkcs8Pem())),
                null);
        return SslBundle.of(stores);
    }
}
