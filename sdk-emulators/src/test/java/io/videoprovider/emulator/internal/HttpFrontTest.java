package io.videoprovider.emulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.emulator.Delays;
import io.videoprovider.emulator.kit.TestHttp;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures of the emulator itself. */
class HttpFrontTest {

    @ParameterizedTest
    @ValueSource(strings = {"/process", HttpFront.CONTROL + "control", "/operation", "/decorate"})
    void a_failure_in_a_handler_becomes_a_500_with_its_text(String path) throws Exception {
        try (TestHttp client = new TestHttp();
                Timers timers = new Timers("test", Delays.SHORT);
                BrokenFront front = new BrokenFront(timers)) {
            URI url = front.start(0);

            for (String kind : new String[] {"exception", "error"}) {
                TestHttp.Answer response = get(client, url.resolve(path + "?" + kind));
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.body()).contains("emulator failed", kind + " of " + path);
            }
            assertThat(get(client, url.resolve("/fine")).status()).isEqualTo(200);
        }
    }

    @Test
    void the_check_passes_with_the_managed_version_of_jackson() {
        HttpFront.checkJackson();
    }

    private static TestHttp.Answer get(TestHttp client, URI url) throws IOException {
        return client.send("GET", url.toString(), Map.of(), "", "");
    }

    /** Fails in the method that the path names. */
    private static final class BrokenFront extends HttpFront {

        BrokenFront(Timers timers) {
            super(new FaultPlans(), timers);
        }

        private static void fail(HttpRequest request, String path) {
            if (request.path().equals(path)) {
                if (request.query().containsKey("error")) {
                    throw new NoClassDefFoundError("error of " + path);
                }
                throw new IllegalStateException("exception of " + path);
            }
        }

        @Override
        protected String operation(HttpRequest request) {
            fail(request, "/operation");
            return "";
        }

        @Override
        protected void record(HttpRequest request) {}

        @Override
        protected HttpResponse process(HttpRequest request) {
            fail(request, "/process");
            return HttpResponse.text(200, "OK");
        }

        @Override
        protected HttpResponse control(HttpRequest request) {
            fail(request, CONTROL + "control");
            return HttpResponse.text(200, "OK");
        }

        @Override
        protected void decorate(HttpRequest request, HttpResponse answer, MockResponse.Builder response) {
            fail(request, "/decorate");
        }
    }
}
