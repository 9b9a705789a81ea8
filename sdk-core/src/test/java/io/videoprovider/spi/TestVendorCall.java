package io.videoprovider.spi;

import io.videoprovider.common.Json;
import io.videoprovider.error.DeadlineExceededException;
import io.videoprovider.error.NotFoundException;
import io.videoprovider.error.ProviderException;
import io.videoprovider.error.RateLimitedException;
import io.videoprovider.error.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** An exchange as a vendor module would write it, which remembers its attempts. */
class TestVendorCall implements VendorCall<String> {

    static final String SECRET = "eyJhbGciOiJIUzI1NiJ9.secret-token";

    final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final HttpUrl url;
    private final boolean post;

    TestVendorCall(HttpUrl url, boolean post) {
        this.url = url;
        this.post = post;
    }

    static TestVendorCall post(HttpUrl url) {
        return new TestVendorCall(url, true);
    }

    static TestVendorCall get(HttpUrl url) {
        return new TestVendorCall(url, false);
    }

    @Override
    public Request request(Attempt attempt) {
        attempts.add(attempt);
        Request.Builder request = new Request.Builder()
                .url(url)
                .header("Authorization", "Bearer " + SECRET + "-" + attempt.number())
                .header("X-Request-Id", attempt.requestId());
        if (post) {
            request.post(new JsonBody(Json.builder().put("some", "content").build()));
        }
        return request.build();
    }

    @Override
    public String read(HttpResponse answer, Attempt attempt) {
        return switch (answer.status()) {
            case 200 -> new String(answer.body(), StandardCharsets.UTF_8);
            case 404 -> throw new NotFoundException("no such thing", attempt.refused(answer, "not_found", false), null);
            case 408 -> throw new DeadlineExceededException("gave up", attempt.uncertain(answer, null, true), null);
            case 429 -> throw new RateLimitedException("slow down", attempt.refused(answer, null, true), null);
            case 500, 503 -> throw new UnavailableException("failed", attempt.uncertain(answer, null, true), null);
            default -> throw new ProviderException("what?", attempt.uncertain(answer, null, false), null);
        };
    }
}
