package io.videoprovider.testkit.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.videoprovider.error.VideoException;
import io.videoprovider.testkit.CapturedLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Uses everything that a provider has, and verifies that no secret is in a log, an error, a result or an event. */
public abstract class ProviderSecretsContract {

    private final List<Object> printed = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> secrets = new LinkedHashSet<>();

    /** For subclasses. */
    protected ProviderSecretsContract() {}

    /** Uses everything; declares secrets and keeps what an application could print. */
    protected abstract void useEverything();

    /** Verifies that the expected kinds of secrets were declared. */
    protected abstract void verifySecrets(Set<String> secrets);

    /** Returns a text that proves that the log was captured. */
    protected abstract String expectedInLog();

    /** Declares a secret; an empty one is ignored. */
    protected final void secret(String secret) {
        if (!secret.isEmpty()) {
            secrets.add(secret);
        }
    }

    /** Keeps a value whose text must not contain a secret. */
    protected final <T> T keep(T value) {
        printed.add(value);
        return value;
    }

    /** Keeps the result or the error of an operation. */
    protected final void attempt(Supplier<?> operation) {
        try {
            keep(operation.get());
        } catch (VideoException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            keep(trace);
            keep(e.details());
        }
    }

    @Test
    final void no_secret_is_in_a_log_an_error_a_result_or_an_event() {
        CapturedLog log = CapturedLog.start();

        useEverything();

        verifySecrets(secrets);
        assertThat(log.text()).contains(expectedInLog(), "again in");
        String everything =
                String.join("\n", printed.stream().map(String::valueOf).toList());
        assertThat(everything).contains("AuthenticationException", "lobby", "alice", "RecordingStarted");
        for (String secret : secrets) {
            for (String part : parts(secret)) {
                assertThat(log.text()).doesNotContain(part);
                assertThat(everything).doesNotContain(part);
            }
        }
    }

    /** Returns the parts that are as secret as the whole: payload and signature of a token, the query of a URL. */
    private static List<String> parts(String secret) {
        if (secret.startsWith("eyJ")) {
            return List.of(secret.split("\\.", -1)).subList(1, 3);
        }
        return secret.startsWith("http") ? List.of(secret, secret.substring(secret.indexOf('?') + 1)) : List.of(secret);
    }
}
