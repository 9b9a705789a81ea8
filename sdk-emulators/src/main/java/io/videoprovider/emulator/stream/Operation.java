package io.videoprovider.emulator.stream;

import io.videoprovider.emulator.internal.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * An operation of the API.
 *
 * @param name the vendor's name of the operation, such as {@code GetOrCreateCall}
 * @param template its path, with {@code {name}} for each parameter
 * @param capability the capability that a user needs in the call; empty for none; null if only servers may execute it
 */
record Operation(
        String name,
        String method,
        String template,
        @Nullable String capability,
        Handler handler) {

    /** A part of the server, with its operations. */
    interface Service {
        List<Operation> operations();
    }

    /** The implementation of an operation. Runs under the server's lock. */
    interface Handler {
        ObjectNode handle(Exchange exchange);
    }

    /** A parsed request. */
    record Exchange(String operation, Map<String, String> path, Map<String, String> query, Body body, Caller caller) {

        String path(String name) {
            return path.getOrDefault(name, "");
        }

        String query(String name) {
            return query.getOrDefault(name, "");
        }

        /** Returns a parameter of the query that contains JSON. */
        Body queryJson(String name) {
            try {
                return new Body(query(name).isEmpty() ? Json.object() : Json.parse(query(name)));
            } catch (JacksonException e) {
                throw ApiError.field(name, "is not valid JSON");
            }
        }

        /** Returns a number of the query, checked like one in a body. */
        Optional<Long> queryNumber(String name) {
            if (query(name).isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Long.parseLong(query(name)));
            } catch (NumberFormatException e) {
                throw ApiError.field(name, "must be an integer");
            }
        }

        /** Returns the filter and the page that the query selects, as a body has them. */
        Body queryPage() {
            ObjectNode json = Json.object();
            queryNumber("limit").ifPresent(limit -> json.put("limit", limit));
            for (String cursor : List.of("next", "prev")) {
                if (!query(cursor).isEmpty()) {
                    json.put(cursor, query(cursor));
                }
            }
            json.set("filter_conditions", queryJson("filter_conditions").json());
            return new Body(json);
        }

        boolean queryFlag(String name) {
            return query(name).equals("true");
        }
    }

    static Operation server(String name, String method, String template, Handler handler) {
        return new Operation(name, method, template, null, handler);
    }

    static Operation user(String name, String method, String template, String capability, Handler handler) {
        return new Operation(name, method, template, capability, handler);
    }
}
