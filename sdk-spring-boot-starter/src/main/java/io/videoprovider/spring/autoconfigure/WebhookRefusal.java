package io.videoprovider.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

/** What of Spring Security refuses webhooks, and what to do about it. */
record WebhookRefusal(boolean byCsrf, boolean byAuthorization) {

    /** Fails the start, if anything refuses them. */
    void check(String address, String path, Dialect dialect) {
        List<String> who = new ArrayList<>();
        List<String> snippet = new ArrayList<>();
        if (byCsrf) {
            who.add("its CSRF protection");
            snippet.add(dialect.csrf);
        }
        if (byAuthorization) {
            who.add("its authorization of requests");
            snippet.add(dialect.authorization);
        }
        if (who.isEmpty()) {
            return;
        }
        throw new VideoConfigurationException(
                "Spring Security would refuse the vendor's webhooks, POST " + address + ": " + String.join(" and ", who)
                        + ". A vendor sends no session, no CSRF token and no credentials; the signature is what is checked.",
                "Let this path through in your " + dialect.chain + ":\n\n"
                        + String.join("\n", snippet).replace("PATH", path + "/**")
                        + "\n\nSet videoprovider.webhooks.enabled=false where no webhooks are wanted, and"
                        + " videoprovider.webhooks.verify-security=false where they come through all the same, by something that"
                        + " cannot be known at the start.");
    }

    /** How the two web stacks say it. */
    enum Dialect {
        SERVLET(
                "SecurityFilterChain",
                "    http.csrf(csrf -> csrf.ignoringRequestMatchers(\"PATH\"))",
                "    http.authorizeHttpRequests(requests -> requests.requestMatchers(\"PATH\").permitAll() /* … */)"),
        REACTIVE(
                "SecurityWebFilterChain",
                "    http.csrf(csrf -> csrf.requireCsrfProtectionMatcher(new AndServerWebExchangeMatcher("
                        + "CsrfWebFilter.DEFAULT_CSRF_MATCHER,\n"
                        + "            new NegatedServerWebExchangeMatcher(ServerWebExchangeMatchers.pathMatchers(\"PATH\")))))",
                "    http.authorizeExchange(exchanges -> exchanges.pathMatchers(\"PATH\").permitAll() /* … */)");

        private final String chain;
        private final String csrf;
        private final String authorization;

        Dialect(String chain, String csrf, String authorization) {
            this.chain = chain;
            this.csrf = csrf;
            this.authorization = authorization;
        }
    }
}
