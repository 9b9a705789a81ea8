package io.videoprovider.examples.meetings.browser;

import com.microsoft.playwright.Page;
import java.util.List;

/** The connections of a page to the media server; a test can have them refused. */
final class WebSockets {

    /** A refused connection is opened to the application, which has no web sockets. */
    private static final String SCRIPT = """
            const Original = WebSocket;
            Object.assign(window, { refuse: false, opened: [] });
            window.WebSocket = class extends Original {
              constructor(url, ...more) {
                if (!window.refuse) window.opened.push(new URL(url).searchParams.get('access_token'));
                super(window.refuse ? `${location.origin.replace('http', 'ws')}/closed` : url, ...more);
              }
            };""";

    private final Page page;

    private WebSockets(Page page) {
        this.page = page;
    }

    /** Begins with the next page that a person opens. */
    static WebSockets of(Person person) {
        person.addInitScript(SCRIPT);
        return new WebSockets(person.page());
    }

    /** Sets whether connections are refused from now on, and forgets those that were opened. */
    void refuse(boolean whether) {
        page.evaluate("(whether) => Object.assign(window, { refuse: whether, opened: [] })", whether);
    }

    /** Returns the tokens of the connections that were not refused. */
    List<String> opened() {
        return ((List<?>) page.evaluate("() => window.opened"))
                .stream().map(String::valueOf).toList();
    }
}
