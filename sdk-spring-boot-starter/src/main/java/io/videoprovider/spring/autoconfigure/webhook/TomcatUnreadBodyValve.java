package io.videoprovider.spring.autoconfigure.webhook;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.http.HttpHeaders;

/**
 * Closes the connection of a webhook that {@link WebhookBodyFilter} has rejected before its body arrived. Tomcat would otherwise wait for
 * the body on the thread of the request. Other servers do not.
 */
final class TomcatUnreadBodyValve extends ValveBase {

    /** Time for a body that is still arriving, so that its sender receives the response and not a reset connection. */
    private static final Duration GRACE_PERIOD = Duration.ofMillis(100);

    private static final Duration POLL = Duration.ofMillis(2);

    TomcatUnreadBodyValve() {
        super(/* asyncSupported */ true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.getAttribute(WebhookBodyFilter.UNREAD) != null && !arrivesSoon(request)) {
            if (request.getProtocol().startsWith("HTTP/1")) {
                response.setHeader(HttpHeaders.CONNECTION, "close");
            }
            response.finishResponse();
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    private static boolean arrivesSoon(Request request) {
        long deadline = System.nanoTime() + GRACE_PERIOD.toNanos();
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        while (coyote.getContentLengthLong() >= 0 && System.nanoTime() - deadline < 0) {
            // Reads what has arrived, without blocking.
            coyote.action(ActionCode.AVAILABLE, true);
            if (coyote.getAvailable() >= coyote.getContentLengthLong()) {
                return true;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return false;
    }
}
