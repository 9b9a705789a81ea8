package io.videoprovider.spring.autoconfigure.webhook;

import io.videoprovider.inbox.IntakeResponse;
import io.videoprovider.webhook.WebhookRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Rejects webhooks with invalid headers before their body is read, and reads the bodies of others before any filter, multipart resolver or
 * {@code getParameter} can consume them.
 */
final class WebhookBodyFilter extends OncePerRequestFilter {

    /** Request attribute: the response does not wait for the body. */
    static final String UNREAD = WebhookBodyFilter.class.getName() + ".UNREAD";

    private static final byte[] EMPTY = {};

    private final WebhookReceiver receiver;
    private final PathPattern pattern;

    WebhookBodyFilter(WebhookReceiver receiver, WebhookProperties properties) {
        this.receiver = receiver;
        this.pattern = PathPatternParser.defaultInstance.parse(properties.pattern());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String provider = provider(request);
        if (provider == null || !receiver.exists(provider)) {
            chain.doFilter(request, response);
            return;
        }
        var headers = WebhookReceiver.byName(new ServletServerHttpRequest(request).getHeaders());
        Optional<IntakeResponse> rejected = receiver.checkHeaders(provider, WebhookRequest.of(headers, EMPTY));
        if (rejected.isPresent()) {
            request.setAttribute(UNREAD, true);
            send(rejected.get(), response);
            return;
        }
        byte[] body;
        try {
            body = WebhookRequest.read(headers, request.getInputStream()).body();
        } catch (IOException e) {
            request.setAttribute(UNREAD, true);
            send(receiver.rejectUnreadable(provider, e), response);
            return;
        }
        chain.doFilter(new ReadRequest(request, body), response);
    }

    /** Returns the provider in the path; null if the request is not a webhook. */
    private @Nullable String provider(HttpServletRequest request) {
        if (!HttpMethod.POST.matches(request.getMethod())) {
            return null;
        }
        PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
        PathPattern.PathMatchInfo match = pattern.matchAndExtract(path);
        return match == null ? null : match.getUriVariables().get("provider");
    }

    private static void send(IntakeResponse intake, HttpServletResponse response) {
        response.setStatus(intake.status());
        if (intake.retryAfter() != null) {
            response.setHeader(
                    HttpHeaders.RETRY_AFTER, String.valueOf(intake.retryAfter().toSeconds()));
        }
        response.setContentLength(0);
    }

    /** A request whose body is in memory and can be read any number of times. */
    private static final class ReadRequest extends HttpServletRequestWrapper {

        private final byte[] body;

        ReadRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        /** Hides multipart and form content from resolvers, which would parse it. */
        @Override
        public String getContentType() {
            return MediaType.APPLICATION_OCTET_STREAM_VALUE;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new BodyStream(body);
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class BodyStream extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        BodyStream(byte[] body) {
            this.bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException("the body of a webhook is read synchronously");
        }
    }
}
